-- POST of a batch of 1,000 new organizations, all or nothing. Argument: a name of this run.
local run
local number = 0

function init(arguments)
  run = arguments[1]
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local operations = {}
  for place = 1, 1000 do
    number = number + 1
    operations[place] = string.format(
      '{"method":"POST","path":"/v1/parties","body":{"kind":"organization","display_name":"Bench %s-%d",' ..
      '"country":"PT","contact_points":[{"channel":"email","value":"b%s-%d@bench.example","is_primary":true}]}}',
      run, number, run, number)
  end
  return wrk.format("POST", "/v1/batch", nil, '{"atomic":true,"operations":[' .. table.concat(operations, ",") .. ']}')
end
