-- GET of a random line of a file. Arguments: the file, a seed, and optionally the milliseconds that each connection
-- pauses before a request.
local paths = {}
local pause

function init(arguments)
  for line in io.lines(arguments[1]) do
    paths[#paths + 1] = line
  end
  math.randomseed(tonumber(arguments[2]))
  pause = tonumber(arguments[3] or 0)
  if pause > 0 then
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  return wrk.format("GET", paths[math.random(#paths)])
end
