-- 错误:ngx.exit 后没有 return,后续代码仍然执行!
if not authed then
    ngx.exit(401)
    -- 这里的代码仍然执行!
    proxy_pass_to_backend()  -- 越权访问!
end
