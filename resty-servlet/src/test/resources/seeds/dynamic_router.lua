-- /etc/nginx/lua/dynamic_router.lua
local cache = require "two_level_cache"
local cjson = require "cjson.safe"
 
local _M = {}
 
function _M.route()
    local user_id = ngx.ctx.user_id  -- 由 jwt_auth 插件设置
    local uri = ngx.var.uri
    
    -- 从缓存获取路由规则
    local rules, err = cache.get("routing_rules", function(key)
        local redis = require "resty.redis"
        local red = redis:new()
        red:connect("127.0.0.1", 6379)
        local data = red:get("routing_rules")
        red:set_keepalive(60000, 100)
        if data and data ~= ngx.null then
            return cjson.decode(data)
        end
        return {}
    end)
    
    if not rules then
        ngx.var.upstream_name = "api_v1"  -- 降级到 v1
        return
    end
    
    -- 灰度逻辑:按用户 ID 哈希选择 canary
    if rules.canary_enabled then
        local user_hash = ngx.crc32_short(user_id or "anonymous") % 100
        if user_hash < (rules.canary_percentage or 5) then
            ngx.var.upstream_name = "api_canary"
            ngx.log(ngx.INFO, "user ", user_id, " routed to canary")
            return
        end
    end
    
    -- 按 API 版本路由
    local m = ngx.re.match(uri, "^/api/v([12])/", "jo")
    if m then
        ngx.var.upstream_name = "api_v" .. m[1]
    else
        ngx.var.upstream_name = "api_v1"
    end
end
 
return _M
