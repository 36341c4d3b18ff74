-- SPDX-License-Identifier: Apache-2.0
-- measure.lua SECONDS RUNS FILE: warms a program up and prints the CPU time of each run in milliseconds, then its checksum
local seconds, runs, file = tonumber(arg[1]), tonumber(arg[2]), arg[3]
local program = assert(loadfile(file))()
local start, checksum = os.clock(), nil
repeat checksum = program() until os.clock() - start > seconds
for _ = 1, runs do
  local before = os.clock()
  checksum = program()
  print(string.format("%.4f", (os.clock() - before) * 1000))
end
print(string.format("%.14g", checksum))
