-- 危险代码:全局变量在 Worker 进程的所有请求间共享
counter = 0  -- 全局变量(没有 local 关键字)
