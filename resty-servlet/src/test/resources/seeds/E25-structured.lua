-- 定义日志级别
local log_levels = {
DEBUG = ngx.DEBUG,
INFO = ngx.INFO,
WARN = ngx.WARN,
ERR = ngx.ERR,
}
-- 结构化日志
local function log_structured(level, data)
local log_msg = require "cjson".encode(data)
ngx.log(level, log_msg)
end
log_structured(ngx.INFO, {
timestamp = ngx.now(),
request_id = ngx.var.request_id,
user_id = user_id,
action = "login",
status = "success"
})
