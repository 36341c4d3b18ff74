-- /etc/nginx/lua/plugins/jwt_auth.lua
 
-- 1. 模块元数据
local _M = {
    _VERSION = "1.0.0",
    _NAME = "jwt_auth",
}
 
-- 2. 依赖库(在模块顶层 require,利用 Lua 的模块缓存)
local jwt = require "resty.jwt"
local cjson = require "cjson.safe"
 
-- 3. 模块级常量和不可变配置(在 Worker 启动时确定,请求间共享只读数据)
local JWT_ALGORITHM = "HS256"
local PUBLIC_PATHS = {
    ["/health"] = true,
    ["/metrics"] = true,
}
 
-- 4. 预编译正则(模块加载时执行一次)
local BEARER_RE = ngx.re.compile("^Bearer (.+)$", "jo")
 
-- 5. 私有工具函数(local function,模块外不可访问)
local function extract_token(auth_header)
    if not auth_header then
        return nil, "missing Authorization header"
    end
    local m, err = BEARER_RE:match(auth_header)
    if not m then
        return nil, "invalid Authorization format"
    end
    return m[1]
end
 
local function verify_jwt(token, secret)
    local obj = jwt:verify(secret, token)
    if not obj.verified then
        return nil, obj.reason
    end
    return obj.payload
end
 
-- 6. 公共 API(插件的对外接口)
function _M.run(config)
    -- config 由外部传入(从 nginx.conf 读取的配置)
    local uri = ngx.var.uri
    
    -- 白名单检查
    if PUBLIC_PATHS[uri] then
        return  -- 放行
    end
    
    -- 提取 Token
    local auth_header = ngx.req.get_headers()["Authorization"]
    local token, err = extract_token(auth_header)
    if not token then
        ngx.status = 401
        ngx.header["Content-Type"] = "application/json"
        ngx.say(cjson.encode({ error = err }))
        ngx.exit(401)
        return
    end
    
    -- 验证 Token
    local payload, err = verify_jwt(token, config.jwt_secret)
    if not payload then
        ngx.status = 401
        ngx.header["Content-Type"] = "application/json"
        ngx.say(cjson.encode({ error = "invalid token: " .. err }))
        ngx.exit(401)
        return
    end
    
    -- 将用户信息写入请求上下文(供后续 Phase 使用)
    ngx.ctx.user_id = payload.sub
    ngx.ctx.user_role = payload.role
    ngx.req.set_header("X-User-Id", payload.sub)
end
 
return _M
