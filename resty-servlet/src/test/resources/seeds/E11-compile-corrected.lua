for i = 1, 1000 do
local m = ngx.re.match(str, "pattern", "jo")
end
