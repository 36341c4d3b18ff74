local lock = require "resty.lock"
-- 方式1:使用 resty.lock
local lock, err = lock:new("my_locks", {
exptime = 30, -- 锁过期时间
timeout = 5, -- 获取锁超时
})
local elapsed, err = lock:lock("my_resource")
if err then
ngx.log(ngx.ERR, "Failed to acquire lock: ", err)
return
end
-- 执行需要加锁的操作
do_something()
-- 释放锁
local ok, err = lock:unlock()
if not ok then
ngx.log(ngx.ERR, "Failed to unlock: ", err)
end
