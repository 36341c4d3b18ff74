-- 方式2:使用锁保护临界区
local lock = require "resty.lock"
local locker, err = lock:new("my_locks")
local elapsed, err = locker:lock("critical_section")
-- 临界区代码
local value = dict:get("shared_data")
value = value + 1
dict:set("shared_data", value)
locker:unlock()
