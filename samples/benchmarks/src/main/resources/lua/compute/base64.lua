-- SPDX-License-Identifier: Apache-2.0
-- a token's two parts in base64
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
local floor, byte, concat = math.floor, string.byte, table.concat
local digits = {}
for i = 0, 63 do digits[i] = alphabet:sub(i + 1, i + 1) end

local function encode(text)
  local out, n, size = {}, 0, #text
  for i = 1, size - size % 3, 3 do
    local a, b, c = byte(text, i, i + 2)
    local bits = a * 65536 + b * 256 + c
    out[n + 1] = digits[floor(bits / 262144)]
    out[n + 2] = digits[floor(bits / 4096) % 64]
    out[n + 3] = digits[floor(bits / 64) % 64]
    out[n + 4] = digits[bits % 64]
    n = n + 4
  end
  if size % 3 == 1 then
    local a = byte(text, size)
    out[n + 1] = digits[floor(a / 4)]
    out[n + 2] = digits[a % 4 * 16]
  elseif size % 3 == 2 then
    local a, b = byte(text, size - 1, size)
    local bits = a * 256 + b
    out[n + 1] = digits[floor(bits / 1024)]
    out[n + 2] = digits[floor(bits / 16) % 64]
    out[n + 3] = digits[bits % 16 * 4]
  end
  return concat(out)
end

local head = '{"typ":"JWT","alg":"ES256","kid":"2026-11"}'
local claims = '{"iss":"https://id.example.org","sub":"u-48151623","scope":["read","write"],"exp":1800000000}'

return function()
  local bytes = 0
  for _ = 1, 2500 do bytes = bytes + #(encode(head) .. "." .. encode(claims)) end
  return bytes
end
