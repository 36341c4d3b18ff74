local cache = ngx.shared.api_cache
local cache_key = "cache:" .. ngx.var.request_uri
local cached = cache:get(cache_key)
if cached then
ngx.header["X-Cache"] = "HIT"
ngx.print(cached)
ngx.exit(ngx.HTTP_OK)
end
-- 缓存未命中,请求后端
local http = require "resty.http"
local httpc = http.new()
local res, err = httpc:request_uri(backend_url)
if res then
ngx.header["X-Cache"] = "MISS"
cache:set(cache_key, res.body, 300) -- 缓存5分钟
ngx.print(res.body)
end
