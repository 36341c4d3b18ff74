-- ❌ 错误
global_cache = {}
global_cache[request_id] = data -- 永不清理
-- ✅ 正确
local cache = ngx.shared.my_cache
cache:set(key, value, ttl) -- 设置过期时间
