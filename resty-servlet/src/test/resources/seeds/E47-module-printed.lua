-- 模块中不应有可变的请求级别状态
-- 只有"配置"和"无状态函数"才放在模块级别
local _M = {
    _VERSION = "1.0",
    config = { ... }  -- 只读配置,可以模块级
}
 
function _M.process(user)  -- 函数是无状态的,只依赖参数
    local result = ...  -- 使用 local 变量存储请求级状态
    return result
end
