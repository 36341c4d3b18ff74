local function should_route_to_new_version(user_id)
-- 10% 的流量路由到新版本
return ngx.crc32_short(user_id) % 100 < 10
end
if should_route_to_new_version(user_id) then
backend_url = "http://new-version.service"
else
backend_url = "http://old-version.service"
end
