-- ❌ 不推荐
function handler()
local redis = require "resty.redis" -- 每次都 require
-- ...
end
-- ✅ 推荐
local redis = require "resty.redis"
function handler()
-- 直接使用缓存的 redis
end
