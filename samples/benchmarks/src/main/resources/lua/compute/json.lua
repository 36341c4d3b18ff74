-- SPDX-License-Identifier: Apache-2.0
-- an encoder of JSON: recursion over tables, types, substitution
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r" }

local function escape(c) return escapes[c] or string.format("\\u%04x", string.byte(c)) end

local function quote(text) return '"' .. string.gsub(text, '[%c"\\]', escape) .. '"' end

local put

local function list(value, out)
  out[#out + 1] = "["
  for i, item in ipairs(value) do
    if i > 1 then out[#out + 1] = "," end
    put(item, out)
  end
  out[#out + 1] = "]"
end

local function map(value, out)
  local between = "{"
  for key, item in pairs(value) do
    out[#out + 1] = between .. quote(key) .. ":"
    put(item, out)
    between = ","
  end
  out[#out + 1] = "}"
end

put = function(value, out)
  local kind = type(value)
  if kind == "table" then
    if value[1] == nil then map(value, out) else list(value, out) end
  elseif kind == "string" then
    out[#out + 1] = quote(value)
  elseif kind == "number" then
    out[#out + 1] = string.format("%.14g", value)
  else
    out[#out + 1] = tostring(value)
  end
end

local orders = { shop = 'the "corner"\tshop', open = true, orders = {} }
for i = 1, 25 do
  orders.orders[i] = { id = i, price = i * 1.25, paid = i % 3 == 0, mail = "c" .. i .. "@example.org", items = { "x", "y" } }
end

return function()
  local bytes = 0
  for _ = 1, 60 do
    local out = {}
    put(orders, out)
    bytes = bytes + #table.concat(out)
  end
  return bytes
end
