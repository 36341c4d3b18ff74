-- SPDX-License-Identifier: Apache-2.0
-- what a request handler does: arguments, routes, a token, a counter, an answer
local routes = {
  { "^/shop/(%d+)/cart$", "cart" },
  { "^/shop/item/([%w-]+)$", "item" },
  { "^/assets/(.+)%.js$", "asset" },
}
local clients = {}

local function arguments(query)
  local result = {}
  for name, value in query:gmatch("([^&=]+)=([^&=]*)") do result[name] = value end
  return result
end

local function route(path)
  for _, each in ipairs(routes) do
    local capture = path:match(each[1])
    if capture then return each[2], capture end
  end
end

return function()
  local bytes = 0
  for i = 1, 2500 do
    local path = i % 2 == 0 and "/shop/" .. i .. "/cart" or i % 3 == 0 and "/shop/item/no-" .. i or "/assets/app" .. i .. ".js"
    local args = arguments("page=" .. i .. "&order=down&size=50")
    local headers = { host = "shop.example.org", authorization = "Bearer key-" .. i % 20, accept = "*/*" }
    local name, capture = route(path)
    local token = headers.authorization:match("^Bearer%s+(%S+)$")
    local client = clients[token]
    if not client then
      client = { count = 0, since = i }
      clients[token] = client
    end
    client.count = client.count + 1
    if client.count > 50 then client.count, client.since = 0, i end
    bytes = bytes + #table.concat({ "to=", name, " with=", capture, " page=", args.page, " for=", token })
  end
  return bytes
end
