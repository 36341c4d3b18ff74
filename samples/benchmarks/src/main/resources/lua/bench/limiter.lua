-- A limit of requests per client address and window.
local limits = ngx.shared.limits
local LIMIT, WINDOW = 1e12, 60

local M = {}

function M.check()
    local key = "rate:" .. ngx.var.remote_addr
    local count, err = limits:incr(key, 1, 0)
    if not count then
        ngx.log(ngx.ERR, "cannot count: ", err)
        return
    end
    if count == 1 then
        limits:expire(key, WINDOW)
    end
    if count > LIMIT then
        return ngx.exit(429)
    end
end

return M
