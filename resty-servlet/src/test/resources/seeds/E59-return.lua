-- 正确:ngx.exit 后立即 return
if not authed then
    ngx.exit(401)
    return  -- 终止当前函数
end
