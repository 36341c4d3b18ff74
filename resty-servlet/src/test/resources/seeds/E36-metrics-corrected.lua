-- 记录到日志系统
local started = ngx.now()
local function log_metrics()
local metrics = {
workers = ngx.worker.count(),
requests_total = ngx.shared.metrics:incr("requests", 1, 0),
uptime = ngx.now() - started
}
ngx.log(ngx.INFO, require "cjson".encode(metrics))
end
