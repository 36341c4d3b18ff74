-- SPDX-License-Identifier: Apache-2.0
-- many small tables that live for a moment
local function grow(depth)
  if depth == 0 then return {} end
  return { left = grow(depth - 1), right = grow(depth - 1) }
end

local function count(tree)
  if not tree.left then return 1 end
  return 1 + count(tree.left) + count(tree.right)
end

return function()
  local nodes = 0
  for _ = 1, 30 do nodes = nodes + count(grow(11)) end
  return nodes
end
