-- A cache of two levels: objects of this worker for a few seconds, and a shared dict for a minute.

local lrucache = require "resty.lrucache"
local lock = require "resty.lock"

-- L1: an LRU cache of this worker, made once when the module is loaded and used by all its requests.
local L1_CACHE_SIZE = 1000
local l1_cache, err = lrucache.new(L1_CACHE_SIZE)
if not l1_cache then
    error("failed to create L1 cache: " .. (err or "unknown"))
end

local L1_TTL = 5      -- short, so that values stay fresh
local L2_TTL = 60     -- longer, so that the backend is rarely asked

local _M = {}

-- loader: function(key) -> value, err
function _M.get(key, loader)
    -- Step 1: L1
    local val = l1_cache:get(key)
    if val ~= nil then
        return val
    end

    -- Step 2: L2
    local shared_cache = ngx.shared.my_cache
    val = shared_cache:get(key)
    if val ~= nil then
        local decoded = require("cjson").decode(val)
        l1_cache:set(key, decoded, L1_TTL)
        return decoded
    end

    -- Step 3: the backend, asked once however many requests want the key
    local lock_obj = lock:new("lock_cache", {
        exptime = 10,
        timeout = 5,
    })

    local elapsed, err = lock_obj:lock("loader:" .. key)
    if not elapsed then
        ngx.log(ngx.WARN, "failed to acquire cache lock: ", err)
        return loader(key)
    end

    -- Somebody else may have loaded it while this request waited.
    val = shared_cache:get(key)
    if val ~= nil then
        lock_obj:unlock()
        local decoded = require("cjson").decode(val)
        l1_cache:set(key, decoded, L1_TTL)
        return decoded
    end

    local data, load_err = loader(key)
    if not data then
        lock_obj:unlock()
        return nil, load_err
    end

    local encoded = require("cjson").encode(data)
    local ok, err, forcible = shared_cache:set(key, encoded, L2_TTL)
    if not ok then
        ngx.log(ngx.WARN, "failed to write L2 cache: ", err)
    end
    l1_cache:set(key, data, L1_TTL)

    lock_obj:unlock()
    return data
end

return _M
