-- 记录请求处理时间
local start_time = ngx.now()
-- ... 业务逻辑 ...
local elapsed = ngx.now() - start_time
ngx.log(ngx.INFO, "Request processed in ", elapsed, " seconds")
