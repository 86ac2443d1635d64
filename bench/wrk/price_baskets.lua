-- POST of baskets to be priced, one after the other. Argument: a file with one body a line.
local bodies = {}
local place = 0

function init(arguments)
  for line in io.lines(arguments[1]) do bodies[#bodies + 1] = line end
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  place = place % #bodies + 1
  return wrk.format("POST", "/v1/price-quotes", nil, bodies[place])
end
