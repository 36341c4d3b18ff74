-- Stands in for a backend: answers with what it was asked.
local _M = {}
local mt = { __index = _M }

_M.requests = 0

function _M.new()
    return setmetatable({}, mt)
end

function _M.request_uri(_, uri, params)
    _M.requests = _M.requests + 1
    params = params or {}
    local body = (params.method or "GET") .. " " .. uri .. " " .. (params.body or "") .. " " .. _M.requests
    return { status = 200, headers = { ["Content-Type"] = "text/plain" }, body = body }
end

return _M
