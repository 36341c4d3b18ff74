-- 统一错误处理
local function safe_call(func, ...)
local ok, result = pcall(func, ...)
if not ok then
ngx.log(ngx.ERR, "Function failed: ", result)
return nil, result
end
return result
end
-- 使用示例
local result, err = safe_call(function()
return risky_operation()
end)
