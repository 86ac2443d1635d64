-- POST of a new organization. Argument: a name of this run, so that no two runs create equal parties.
local run
local number = 0

function init(arguments)
  run = arguments[1]
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  number = number + 1
  return wrk.format("POST", "/v1/parties", nil, string.format(
    '{"kind":"organization","display_name":"Bench %s-%d","country":"PT",' ..
    '"contact_points":[{"channel":"email","value":"b%s-%d@bench.example","is_primary":true}]}',
    run, number, run, number))
end
