-- SPDX-License-Identifier: Apache-2.0
-- a recursive function: calls and comparisons
local function fibonacci(n)
  if n < 2 then return n end
  return fibonacci(n - 2) + fibonacci(n - 1)
end

return function() return fibonacci(30) end
