-- Stands in for Redis: two keys, no network.
local _M = {}
local mt = { __index = _M }

local routing_rules = '{"canary_enabled":false}'

function _M.new()
    return setmetatable({}, mt)
end

function _M.set_timeout() end

function _M.connect()
    return 1
end

function _M.set_keepalive()
    return 1
end

function _M.get(_, key)
    if key == "routing_rules" then
        return routing_rules
    end
    return ngx.null
end

function _M.hgetall(_, key)
    if key == "user:1" then
        return { "name", "Alice" }
    end
    return {}
end

return _M
