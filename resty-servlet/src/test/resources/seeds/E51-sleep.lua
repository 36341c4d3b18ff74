-- 正确:使用 ngx.sleep(非阻塞,协程 yield)
ngx.sleep(1)  -- 协程挂起 1 秒,其他请求正常处理
