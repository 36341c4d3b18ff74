-- SPDX-License-Identifier: Apache-2.0
-- a linear congruential generator: whole numbers and a branch that can't be foretold
return function()
  local state, high = 42, 0
  for _ = 1, 3000000 do
    state = (state * 1229 + 7919) % 65521
    if state >= 32760 then high = high + 1 else high = high - 1 end
  end
  return high * 65536 + state
end
