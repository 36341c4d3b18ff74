-- pcall 模式
local ok, err = pcall(function()
-- 可能出错的代码
local res = some_risky_operation()
return res
end)
if not ok then
ngx.log(ngx.ERR, "Error: ", err)
end
-- xpcall 模式(带堆栈)
local ok, err = xpcall(function()
error("something wrong")
end, debug.traceback)
