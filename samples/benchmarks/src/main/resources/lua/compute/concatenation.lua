-- SPDX-License-Identifier: Apache-2.0
-- a response put together from pieces
return function()
  local bytes = 0
  for page = 1, 150 do
    local rows = {}
    for row = 1, 400 do
      rows[#rows + 1] = "<li id=" .. row .. ">"
      rows[#rows + 1] = "row</li>"
    end
    local body = table.concat(rows, "\n")
    local head = "HTTP/1.1 " .. 200 + page % 7 .. " OK\r\nContent-Length: " .. #body .. "\r\n\r\n"
    bytes = bytes + #head + #body
  end
  return bytes
end
