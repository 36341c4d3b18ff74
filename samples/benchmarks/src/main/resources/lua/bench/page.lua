-- The filters of a page: hide the backend, show the public host name.
local M = {}

function M.header_filter()
    ngx.header.content_length = nil
    ngx.header["X-Backend"] = nil
    ngx.header["X-Frame-Options"] = "DENY"
end

function M.body_filter()
    local ctx = ngx.ctx
    local chunk, last = ngx.arg[1], ngx.arg[2]
    local chunks = ctx.chunks
    if not chunks then
        chunks = {}
        ctx.chunks = chunks
    end
    if chunk and chunk ~= "" then
        chunks[#chunks + 1] = chunk
    end
    if not last then
        ngx.arg[1] = nil
        return
    end
    ngx.arg[1] = (ngx.re.gsub(table.concat(chunks), [[internal\.example\.test]], "www.example.test", "jo"))
end

return M
