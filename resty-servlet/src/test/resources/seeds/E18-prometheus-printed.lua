-- 使用 nginx-lua-prometheus 监控
local prometheus = require "prometheus").init("prometheus_metrics")
local request_duration = prometheus:histogram(
"http_request_duration_seconds",
"HTTP request latency",
{"host", "status"}
)
request_duration:observe(elapsed, {ngx.var.host, ngx.var.status})
