-- A mix of what people, shops and ERP systems ask, at a steady rate. Arguments: a name of this run, a file with paths of
-- records, the ids of a party and of five products, and requests per second (0: as fast as answers come).
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds; long nanoseconds; } moment; int clock_gettime(int, moment *);")

local run
local paths = {}
local order
local number = 0
local step = 0
local due = 0
local words = { "group", "foods", "works", "holding", "info" }

local moment = ffi.new("moment")
local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

function init(arguments)
  run = arguments[1]
  for line in io.lines(arguments[2]) do
    paths[#paths + 1] = line
  end
  local lines = {}
  for place = 4, 8 do
    lines[#lines + 1] = string.format('{"product_id":"%s","quantity":"%%d","unit_price":"%d.50"}', arguments[place], 10 * place)
  end
  order = '{"party_id":"' .. arguments[3] .. '","lines":[' .. table.concat(lines, ",") .. ']}'
  local rate = tonumber(arguments[9])
  if rate > 0 then
    step = 1 / rate
    -- Requests are due one after the other, whichever connection is free; who is late catches up, for at most a second.
    delay = function()
      local time = now()
      due = math.max(due + step, time - 1)
      return math.max(0, math.floor(1000 * (due - time)))
    end
  end
  wrk.headers["Content-Type"] = "application/json"
end

local function party(name)
  return string.format(
    '{"kind":"organization","display_name":"Soak %s","country":"PT",' ..
    '"contact_points":[{"channel":"email","value":"s%s@soak.example","is_primary":true}]}', name, name)
end

function request()
  local turn = math.random(100)
  if turn <= 50 then return wrk.format("GET", paths[math.random(#paths)]) end
  if turn <= 60 then return wrk.format("GET", "/v1/opportunities?status=open&sort=-amount&limit=50") end
  if turn <= 65 then return wrk.format("GET", "/v1/parties?limit=20&q=" .. words[math.random(#words)]) end
  number = number + 1
  local name = run .. "-" .. number
  if turn <= 80 then return wrk.format("POST", "/v1/parties", nil, party(name)) end
  if turn <= 90 then
    -- One of a thousand parties gets another name.
    return wrk.format("PUT", "/v1/parties/by-external/soak/" .. run .. "-" .. number % 1000, nil, party(name))
  end
  local quantity = number % 90 + 1
  local body = string.format(order, quantity, quantity, quantity, quantity, quantity)
  if turn <= 95 then return wrk.format("PUT", "/v1/orders/by-external/soak/" .. name, nil, body) end
  return wrk.format("PUT", "/v1/orders/by-external/soak/" .. run .. "-" .. number % 200, nil, body)
end
