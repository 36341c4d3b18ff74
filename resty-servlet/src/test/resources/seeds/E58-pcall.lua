-- 对于可能 panic 的操作(如解码畸形 JSON),使用 pcall 保护
local ok, result = pcall(cjson.decode, json_str)
if not ok then
    ngx.log(ngx.ERR, "JSON decode error: ", result)
    ngx.exit(400)
    return
end
