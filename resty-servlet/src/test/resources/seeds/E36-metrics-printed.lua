-- 记录到日志系统
local function log_metrics()
local metrics = {
active_connections = ngx.worker.count(),
requests_total = ngx.var.requests,
current_qps = ngx.var.requests / ngx.now()
}
ngx.log(ngx.INFO, require "cjson".encode(metrics))
end
