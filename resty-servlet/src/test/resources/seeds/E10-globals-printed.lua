-- ❌ 不推荐
function process()
cache = {} -- 全局变量
end
-- ✅ 推荐
local cache = {}
function process()
-- 使用局部变量
end
