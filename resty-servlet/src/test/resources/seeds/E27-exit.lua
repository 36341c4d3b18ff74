-- 处理退出信号
local function on_worker_exit()
-- 关闭数据库连接
-- 保存未完成的数据
-- 清理资源
ngx.log(ngx.INFO, "Worker exiting gracefully")
end
-- 注册退出回调
local ok, err = ngx.on_worker_exit(on_worker_exit)
if not ok then
ngx.log(ngx.ERR, "Failed to register exit callback: ", err)
end
