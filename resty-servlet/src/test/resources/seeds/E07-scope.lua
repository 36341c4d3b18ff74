-- 全局变量(不推荐,会影响性能)
global_var = "value"
-- 局部变量(推荐)
local local_var = "value"
-- 模块级变量
local module_var
local function init()
module_var = "initialized"
end
