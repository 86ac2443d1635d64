-- PUT of a new order with five lines by its number in another system. Arguments: a name of this run, the id of the
-- party and those of five products.
local run
local body
local number = 0

function init(arguments)
  run = arguments[1]
  local lines = {}
  for place = 3, 7 do
    lines[#lines + 1] = string.format(
      '{"product_id":"%s","quantity":"%d","unit_price":"%d.50","tax_rate_percent":"23"}',
      arguments[place], place, 10 * place)
  end
  body = string.format('{"party_id":"%s","lines":[%s]}', arguments[2], table.concat(lines, ","))
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  number = number + 1
  return wrk.format("PUT", string.format("/v1/orders/by-external/bench/%s-%d", run, number), nil, body)
end
