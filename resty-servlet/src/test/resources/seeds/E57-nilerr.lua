-- Lua 惯用法:返回 nil + error_string
local function do_something()
    local ok, err = some_operation()
    if not ok then
        return nil, "operation failed: " .. err
    end
    return result
end
 
-- 调用方处理
local val, err = do_something()
if not val then
    ngx.log(ngx.ERR, "error: ", err)
    return ngx.exit(500)
end
