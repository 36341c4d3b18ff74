-- 预分配 table 大小
local t = {}
for i = 1, 1000 do
t[i] = i
end
-- 更好的方式
local t = table.new(1000, 0) -- 预分配数组部分
for i = 1, 1000 do
t[i] = i
end
