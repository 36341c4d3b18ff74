local function should_route_to_new_version(user_id)
-- 10% 的流量路由到新版本
local hash = tonumber(ngx.md5(user_id), 16)
return (hash % 100) < 10
end
if should_route_to_new_version(user_id) then
backend_url = "http://new-version.service"
else
backend_url = "http://old-version.service"
end
