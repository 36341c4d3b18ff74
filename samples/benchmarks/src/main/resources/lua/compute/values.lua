-- SPDX-License-Identifier: Apache-2.0
-- objects that live for one turn of a loop: a tracing compiler makes none of them
local Vector = {}
Vector.__index = Vector

function Vector.of(x, y) return setmetatable({ x = x, y = y }, Vector) end

function Vector:plus(other) return Vector.of(self.x + other.x, self.y + other.y) end

function Vector:dot(other) return self.x * other.x + self.y * other.y end

local Scaled = setmetatable({}, { __index = Vector })
Scaled.__index = Scaled

function Scaled.of(x, y, by) return setmetatable({ x = x * by, y = y * by }, Scaled) end

return function()
  local sum, a, b = 0, Vector.of(1, 2), Scaled.of(3, 4, 2)
  for _ = 1, 200000 do
    local c = a:plus(b)
    sum = sum + c:dot(b) + b:dot(b)
  end
  return sum
end
