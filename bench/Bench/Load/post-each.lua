-- Posts each line of a file once: every thread takes its share of the lines and stops after the last, or when wrk's time is over.
-- Arguments: file, content type, number of threads. Prints one line of figures; the time is that in which requests were sent.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long seconds; long nanoseconds; } moment; int clock_gettime(int clock, moment *at); ]]

local threads = {}

local function now()
  local at = ffi.new("moment")
  ffi.C.clock_gettime(1, at)
  return tonumber(at.seconds) + tonumber(at.nanoseconds) / 1e9
end

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  local count = tonumber(args[3])
  local headers = { ["Content-Type"] = args[2] }
  requests, position, line = {}, 0, 0
  for body in io.lines(args[1]) do
    if line % count == number then
      requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    end
    line = line + 1
  end
end

function request()
  position = position + 1
  began = began or now()
  if position >= #requests then
    ended = now()
    wrk.thread:stop()
  end
  return requests[position] or requests[#requests]
end

function done(summary, latency)
  local first, last = math.huge, 0
  for _, thread in ipairs(threads) do
    first = math.min(first, thread:get("began"))
    last = math.max(last, thread:get("ended") or thread:get("began") + summary.duration / 1e6)
  end
  local errors = summary.errors
  io.write(string.format("figures %d %.6f %.3f %d\n", summary.requests, last - first, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
