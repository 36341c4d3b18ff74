-- Twenty rules, each searched for in every argument, in three headers and in the body of a POST.
local find = ngx.re.find
local exit = ngx.exit

local RULES = {
    [[\bunion\s+(?:all\s+|distinct\s+)?select\b]],
    [[\b(?:and|or)\s+(?:\d+|'[^']*')\s*(?:=|<|>)\s*(?:\d+|'[^']*')]],
    [[\b(?:drop|alter|truncate)\s+(?:table|database|schema)\b]],
    [[\b(?:insert\s+into|delete\s+from)\s+\w+]],
    [[\b(?:sleep|benchmark|pg_sleep)\s*\(\s*\d]],
    [[\bload_file\s*\(|\binto\s+(?:out|dump)file\b]],
    [[<script\b[^>]*>]],
    [[\bon(?:abort|blur|change|click|error|focus|load|submit)\s*=]],
    [[(?:javascript|vbscript|livescript)\s*:]],
    [[<(?:iframe|embed|object|applet|meta)\b]],
    [[\bdocument\s*\.\s*(?:cookie|write|domain)\b]],
    [[(?:\.\.[/\\]){2,}]],
    [[/etc/(?:passwd|shadow|hosts|group)\b]],
    [[/proc/(?:self|\d+)/(?:environ|cmdline|maps)]],
    [[[;|&`]\s*(?:cat|curl|wget|bash|sh|nc|python|perl)\b]],
    [[\$\{\s*(?:jndi|env|sys|ctx)\s*:]],
    [[\b(?:php|phar|expect|zip|data)://]],
    [[\{\{[^}]{1,80}\}\}|<%=?[^%]{1,80}%>]],
    [[\b(?:sqlmap|nikto|nessus|havij|dirbuster|masscan)\b]],
    [=[[\r\n]\s*(?:set-cookie|location|content-length)\s*:]=],
}

local function attacks(text)
    for i = 1, #RULES do
        if find(text, RULES[i], "ijo") then
            return true
        end
    end
    return false
end

local function argument_attacks(value)
    if type(value) == "table" then
        for i = 1, #value do
            if argument_attacks(value[i]) then
                return true
            end
        end
        return false
    end
    return value ~= true and attacks(value)
end

local M = {}

function M.check()
    for _, value in pairs(ngx.req.get_uri_args()) do
        if argument_attacks(value) then
            return exit(403)
        end
    end
    local var = ngx.var
    local agent, cookie, referer = var.http_user_agent, var.http_cookie, var.http_referer
    if agent and attacks(agent) or cookie and attacks(cookie) or referer and attacks(referer) then
        return exit(403)
    end
    if var.request_method == "POST" then
        ngx.req.read_body()
        local body = ngx.req.get_body_data()
        if body and attacks(body) then
            return exit(403)
        end
    end
end

return M
