-- 陷阱:JSON null 被解码为 cjson.null(userdata),不是 nil
local cjson = require "cjson"
local data = cjson.decode('{"name": null}')
 
if data.name == nil then  -- 错误!data.name 是 cjson.null,不等于 nil
    print("name is missing")  -- 不会执行!
end
 
if data.name == cjson.null then  -- 正确
    print("name is explicitly null")
end
 
-- 或使用 cjson.safe(失败时返回 nil 而非抛出错误)
local cjson_safe = require "cjson.safe"
local ok, data = pcall(cjson.decode, json_str)
-- 或
local data, err = cjson_safe.decode(json_str)
