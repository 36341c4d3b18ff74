local dict = ngx.shared.my_cache
-- 设置值
local ok, err = dict:set("key1", "value1", 3600) -- 3600秒过期
-- 获取值
local value, err = dict:get("key1")
-- 原子递增
local newval, err = dict:incr("counter", 1)
-- 删除
local ok, err = dict:delete("key1")
