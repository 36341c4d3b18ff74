-- 正确做法一:使用 "o" 标志(推荐,利用 ngx.re 的编译缓存)
local m, err = ngx.re.match(uri, "^/api/v([0-9]+)/", "jo")
-- "j":启用 JIT(如果 PCRE 支持)
-- "o":编译一次(Cache the compiled regex,使用 PCRE study 缓存)
