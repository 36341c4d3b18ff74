-- ✅ 正确
local function timer_callback(premature)
if premature then
return -- 优雅关闭时自动清理
end
-- 定时器逻辑
end
