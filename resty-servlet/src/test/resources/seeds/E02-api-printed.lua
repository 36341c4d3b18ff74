-- 请求信息
ngx.var -- Nginx 变量
ngx.req -- 请求相关方法
ngx.header -- 响应头操作
ngx.log -- 日志记录
ngx.exit -- 退出请求
-- 共享内存
local shared_dict = ngx.shared.my_dict
shared_dict:set(key, value, exptime)
shared_dict:get(key)
-- 定时器
ngx.timer.at(delay, callback)
-- 正则表达式
local regex = ngx.re.match(subject, pattern, options)
