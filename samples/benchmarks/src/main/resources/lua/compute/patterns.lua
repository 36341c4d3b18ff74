-- SPDX-License-Identifier: Apache-2.0
-- decoding a form with Lua's patterns
local form = "user=m%C3%BCller&city=Bad+Homburg&page=12&token=9f86d081884c7d65&tags%5B%5D=a&order=up"

local function character(hex) return string.char(tonumber(hex, 16)) end

return function()
  local sum = 0
  for _ = 1, 2500 do
    for name, value in form:gmatch("([^&=]+)=([^&]*)") do
      value = value:gsub("+", " "):gsub("%%(%x%x)", character)
      sum = sum + #name * 3 + #value
    end
    local first, last = form:find("page=(%d+)")
    sum = sum + last - first
    if form:find("token=", 1, true) then sum = sum + 5 end
    for i = 1, #form do sum = sum + form:byte(i) end
    sum = sum + #form:sub(4, 40):lower()
  end
  return sum
end
