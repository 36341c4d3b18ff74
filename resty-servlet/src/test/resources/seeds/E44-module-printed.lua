-- 正确做法二:在模块级别预编译(更推荐,完全避免重复编译)
-- 将此代码放在 location 块之外、模块的顶层
local api_version_re = ngx.re.compile("^/api/v([0-9]+)/", "jo")
-- api_version_re 是一个已编译的正则对象,模块加载时编译一次,永久缓存
