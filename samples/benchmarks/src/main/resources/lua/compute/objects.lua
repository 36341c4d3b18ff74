-- SPDX-License-Identifier: Apache-2.0
-- objects with methods that are kept in a table
local Account = {}
Account.__index = Account

function Account.open(balance, rate) return setmetatable({ balance = balance, rate = rate }, Account) end

function Account:merge(other) return Account.open(self.balance + other.balance, self.rate + other.rate) end

function Account:worth() return self.balance * self.rate end

local function counter()
  local count = 0
  return function() count = count + 1 return count end
end

return function()
  local sum, accounts, one = 0, {}, Account.open(2, 1)
  for i = 1, 50 do accounts[i] = Account.open(i, 1) end
  for i = 1, 250000 do
    local slot = i % 50 + 1
    local merged = accounts[slot]:merge(one)
    if merged.balance > 500 then merged = Account.open(1, 1) end
    accounts[slot] = merged
    sum = sum + merged:worth()
  end
  local tick = counter()
  for _ = 1, 800000 do sum = sum + tick() end
  return sum
end
