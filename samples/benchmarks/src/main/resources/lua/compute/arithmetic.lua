-- SPDX-License-Identifier: Apache-2.0
-- nested loops over floating point
return function()
  local sum = 0
  for row = 1, 1500 do
    for column = 1, 1500 do
      sum = sum + row * column % 11 - column / 4
    end
  end
  return sum
end
