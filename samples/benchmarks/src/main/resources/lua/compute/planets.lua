-- SPDX-License-Identifier: Apache-2.0
-- floating point in the fields of tables: bodies that attract each other
local sqrt = math.sqrt

local function bodies()
  local list = {}
  for i = 1, 5 do
    list[i] = { x = i * 1.5, y = i * i * 0.25, z = 1 / i, vx = 0.01 * i, vy = 0.02, vz = -0.01 * i, mass = 10 / (i * i * i) }
  end
  return list
end

local function step(list, dt)
  local count = #list
  for i = 1, count do
    local a = list[i]
    local vx, vy, vz = a.vx, a.vy, a.vz
    for j = i + 1, count do
      local b = list[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local pull = dt / (square * sqrt(square))
      local onA, onB = b.mass * pull, a.mass * pull
      vx, vy, vz = vx - dx * onA, vy - dy * onA, vz - dz * onA
      b.vx, b.vy, b.vz = b.vx + dx * onB, b.vy + dy * onB, b.vz + dz * onB
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = a.x + vx * dt, a.y + vy * dt, a.z + vz * dt
  end
end

return function()
  local list = bodies()
  for _ = 1, 15000 do step(list, 0.001) end
  return math.floor(list[1].x * 1e6 + 0.5)
end
