-- /etc/nginx/lua/two_level_cache.lua
 
local lrucache = require "resty.lrucache"
local lock = require "resty.lock"
 
-- L1:每个 Worker 独立的进程内 LRU 缓存
-- 创建在模块级别(只在 Worker 启动时创建一次,后续所有请求复用同一实例)
local L1_CACHE_SIZE = 1000  -- 最多缓存 1000 个 key
local l1_cache, err = lrucache.new(L1_CACHE_SIZE)
if not l1_cache then
    error("failed to create L1 cache: " .. (err or "unknown"))
end
 
local L1_TTL = 5      -- L1 缓存 5 秒(短 TTL,保证一定的新鲜度)
local L2_TTL = 60     -- L2 缓存 60 秒(长 TTL,避免频繁穿透)
 
local _M = {}
 
-- 从后端获取数据的函数(需要调用方提供)
-- loader 是一个 function(key) → value, err 的函数
 
function _M.get(key, loader)
    -- Step 1:查 L1
    local val = l1_cache:get(key)
    if val ~= nil then
        return val  -- L1 命中,直接返回(零锁、零拷贝)
    end
 
    -- Step 2:查 L2
    local shared_cache = ngx.shared.my_cache
    val = shared_cache:get(key)
    if val ~= nil then
        -- L2 命中:反序列化,写入 L1,返回
        local decoded = require("cjson").decode(val)
        l1_cache:set(key, decoded, L1_TTL)
        return decoded
    end
 
    -- Step 3:L1 L2 都未命中,需要从后端加载
    -- 使用分布式锁防止多个协程同时穿透后端(防击穿)
    local lock_obj = lock:new("lock_cache", {
        exptime = 10,   -- 锁最长持有 10 秒(防死锁)
        timeout = 5,    -- 等待锁的最长时间 5 秒
    })
 
    local elapsed, err = lock_obj:lock("loader:" .. key)
    if not elapsed then
        -- 获取锁失败(超时),降级:直接调用 loader 不加锁
        ngx.log(ngx.WARN, "failed to acquire cache lock: ", err)
        return loader(key)
    end
 
    -- 获得锁后,再次检查 L2(可能另一个协程刚刚写入)
    val = shared_cache:get(key)
    if val ~= nil then
        lock_obj:unlock()
        local decoded = require("cjson").decode(val)
        l1_cache:set(key, decoded, L1_TTL)
        return decoded
    end
 
    -- 真正需要从后端加载
    local data, load_err = loader(key)
    if not data then
        lock_obj:unlock()
        return nil, load_err
    end
 
    -- 写入 L2 和 L1
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
