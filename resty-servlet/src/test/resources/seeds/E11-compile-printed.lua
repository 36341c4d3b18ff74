-- ❌ 不推荐
for i = 1, 1000 do
local m = ngx.re.match(str, "pattern", "jo")
end
-- ✅ 推荐
local regex = ngx.re.compile("pattern", "jo")
for i = 1, 1000 do
local m = regex:match(str)
end
