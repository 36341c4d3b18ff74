-- 方式1:共享字典原子操作
local dict = ngx.shared.counter
local newval, err = dict:incr("my_counter", 1)
if not newval then
-- 第一次递增,需要初始化
dict:add("my_counter", 0)
newval, err = dict:incr("my_counter", 1)
end
