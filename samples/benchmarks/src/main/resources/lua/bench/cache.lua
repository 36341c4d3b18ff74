-- Two levels: Lua tables of this worker, and JSON in a dict of all workers.
local cjson = require "cjson.safe"
local objects = require("resty.lrucache").new(1000)
local records = ngx.shared.records

local function make(key)
    local items = {}
    for i = 1, 8 do
        items[i] = { sku = "SKU-" .. i, title = "An item of the list, number " .. i, price = 9.5 + i, tags = { "blue", "suede" } }
    end
    return { id = key, name = "Alice Example", active = true, roles = { "reader", "editor" }, items = items }
end

local M = {}

function M.get(key)
    local record = objects:get(key)
    if record then
        return record
    end
    local json = records:get(key)
    if not json then
        json = cjson.encode(make(key))
        records:set(key, json, 60)
    end
    record = cjson.decode(json)
    objects:set(key, record, 600)
    return record
end

return M
