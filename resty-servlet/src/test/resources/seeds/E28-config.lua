-- 配置模块
local _M = {}
_M.config = {
backend = {
timeout = 5000,
max_retries = 3,
connection_pool_size = 100
},
cache = {
enabled = true,
ttl = 300
}
}
function _M.load_from_env()
_M.config.backend.timeout = tonumber(os.getenv("BACKEND_TIMEOUT")) or 5000
_M.config.cache.enabled = os.getenv("CACHE_ENABLED") == "true"
end
return _M
