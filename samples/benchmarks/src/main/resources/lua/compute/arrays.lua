-- SPDX-License-Identifier: Apache-2.0
-- lists: filled, appended to, walked, sorted
local insert, sort = table.insert, table.sort

local function descending(a, b) return a > b end

return function()
  local sum = 0
  for round = 1, 2 do
    local list = {}
    for i = 1, 40000 do list[i] = i * 7919 % 65536 end
    for i = 1, 40000 do insert(list, i + round) end
    for i = 1, #list do sum = sum + list[i] end
    for i, value in ipairs(list) do sum = sum + value % 3 - i end
    sort(list, descending)
    sum = sum + list[1] - list[#list]
  end
  return sum
end
