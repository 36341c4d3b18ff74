-- SPDX-License-Identifier: Apache-2.0
-- tables by name: strings made at run time, and fields
local names = {}
for i = 1, 800 do names[i] = "header-" .. i end

return function()
  local sum = 0
  for _ = 1, 60 do
    local map = {}
    for i = 1, 800 do map[names[i]] = i end
    for i = 1, 800 do sum = sum + map[names[801 - i]] end
    for _, value in pairs(map) do sum = sum + value end
    local window = { count = 0, limit = 10, left = 5, kind = "window" }
    for _ = 1, 2000 do
      window.count = window.count + window.limit
      window.left = window.count - window.left
    end
    sum = sum + window.left
  end
  return sum
end
