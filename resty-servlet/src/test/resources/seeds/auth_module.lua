-- 更危险:在请求处理中修改模块级别的状态
-- /etc/nginx/lua/auth_module.lua
local auth_module = {}
auth_module.last_user = nil  -- 模块级变量(Worker 进程内共享!)
 
function auth_module.process(user)
    auth_module.last_user = user  -- 在请求 A 中设置
    -- 如果这里有协程切换(cosocket 调用)...
    -- 请求 B 进来,auth_module.last_user 被改成 B 的用户
    -- 请求 A 恢复执行,读取 auth_module.last_user → 错误!读到了 B 的数据
    ngx.say("processed: " .. auth_module.last_user)  -- 输出 B 的用户!
end
