-- SPDX-License-Identifier: Apache-2.0

-- resty.mlcache: a worker's own cache (L1) before a shared dict (L2) before a callback (L3). Its contract is that of
-- lua-resty-mlcache 2.7, and it shares entries in dicts and events with that. Here are the functions that scripts call;
-- what they are made of is in parts/mlcache. The first level's lookup is in Java (Mlcache.java): what it doesn't find
-- comes to `find_below`.

local _, native = ...

local arguments, events, loading, bulk = native.arguments, native.events, native.loading, native.bulk
local first, second                    = native.first_level, native.second_level
local check, raise, settings_of        = arguments.check, arguments.raise, arguments.settings

local shared = ngx.shared

local _M = native.methods
_M._VERSION = "2.7.0"
local metatable = { __index = _M }


-- The dict of a name; `option` is what the name was given by.
local function dict_of(name, option)
    local dict = shared[name]
    if not dict then
        return nil, "no such lua_shared_dict" .. option .. ": " .. name
    end
    return dict
end


-- Finds the dicts that a cache works with. Returns what is wrong, nil where nothing is.
local function find_dicts(self, shm, opts)
    local wrong
    self.shm, self.shm_miss, self.shm_locks = shm, opts.shm_miss, opts.shm_locks or shm
    self.dict, wrong = dict_of(shm, "")
    if not wrong and opts.shm_miss then
        self.dict_miss, wrong = dict_of(opts.shm_miss, " for opts.shm_miss")
    end
    if not wrong and opts.shm_locks then
        wrong = select(2, dict_of(opts.shm_locks, " for opts.shm_locks"))
    end
    return wrong
end


function _M.new(name, shm, opts)
    check("string", "name", name)
    check("string", "shm", shm)
    if opts == nil then
        opts = {}
    end
    local wrong = arguments.cache_fault(opts)
    if wrong then
        raise(wrong)
    end

    local self = native.object()
    self.name            = name
    self.ttl             = opts.ttl or 30
    self.neg_ttl         = opts.neg_ttl or 5
    self.resurrect_ttl   = opts.resurrect_ttl
    self.lru_size        = opts.lru_size or 100
    self.lru             = opts.lru
    self.l1_serializer   = opts.l1_serializer
    self.shm_set_tries   = opts.shm_set_tries or 3
    self.resty_lock_opts = opts.resty_lock_opts
    self.debug           = opts.debug

    local missing = find_dicts(self, shm, opts)
    if missing then
        return nil, missing
    end
    local ok, err = events.join(self, opts)
    if not ok then
        return nil, err
    end
    if not self.lru then
        first.attach(self)
    end
    return setmetatable(self, metatable)
end


-- Raises what a load gives as its first result, and returns the others.
local function results(refusal, ...)
    if refusal then
        error(refusal)
    end
    return ...
end


-- A lookup that the first level doesn't answer.
local function find_below(self, key, opts, cb, ...)
    check("string", "key", key)
    if cb ~= nil and type(cb) ~= "function" then
        raise("callback must be nil or a function")
    end
    -- A first level of the script's own is not asked in Java.
    local held, value = first.find(self, key)
    if held then
        return value, nil, 1
    end

    local settings, wrong = settings_of(self, opts)
    if not settings then
        raise(wrong)
    end
    local err, level, stale
    value, err, level, stale = loading.find(self, key, settings.l1_serializer)
    if err then
        return nil, err
    end
    if level then
        return value, nil, level
    end
    if cb then
        return results(loading.load(self, key, settings, stale, cb, ...))
    end
    return nil, nil, -1
end

_M.get = native.get(find_below)

_M.new_bulk      = bulk.new_bulk
_M.each_bulk_res = bulk.each_bulk_res
_M.get_bulk      = bulk.get_bulk


function _M:peek(key, stale)
    check("string", "key", key)
    local found, err = second.read(self, key)
    if err then
        return nil, err
    end
    if not found then
        return
    end
    if found.expired and not stale then
        return nil
    end
    local left = 0
    if found.ttl > 0 then
        left = second.left(found)
        if left == 0 then
            -- Zero is for what never expires.
            left = 0.001
        end
    end
    return left, nil, found.value, found.expired
end


-- Sees to the copies of a key that its new value, stored already, leaves behind: a miss or a value in the other dict,
-- and what other workers have in their first level.
local function announce(self, key, value, what)
    local ok, err = second.remove_other(self, key, value)
    if not ok then
        return nil, err
    end
    return events.tell(self, "invalidation", key, what)
end


function _M:set(key, opts, value)
    events.must_propagate(self, "update")
    check("string", "key", key)
    local settings, wrong = settings_of(self, opts)
    if not settings then
        raise(wrong)
    end
    results(second.refusal(value))

    local ttl = value == nil and settings.neg_ttl or settings.ttl
    local ok, err = second.store(self, key, value, ttl, settings.shm_set_tries, true)
    if ok then
        err = select(2, first.keep(self, key, value, ttl, settings.l1_serializer))
    end
    if err then
        return nil, err
    end
    return announce(self, key, value, "update")
end


-- Loads a key anew, whatever is cached, and has the other workers drop theirs. Not in lua-resty-mlcache.
function _M:renew(key, opts, cb, ...)
    events.must_propagate(self, "renewal")
    check("string", "key", key)
    check("function", "callback", cb)
    local settings, wrong = settings_of(self, opts)
    if not settings then
        raise(wrong)
    end
    return results(loading.reload(self, key, settings, announce, cb, ...))
end


function _M:delete(key)
    events.must_propagate(self, "deletion")
    check("string", "key", key)
    local ok, err = second.remove(self, key)
    if not ok then
        return nil, err
    end
    self.lru:delete(key)
    return events.tell(self, "invalidation", key, "deletion")
end


function _M:purge(flush_expired)
    events.must_propagate(self, "purge")
    if not first.can_empty(self) then
        raise("cannot purge when using custom LRU cache with OpenResty < 1.13.6.2")
    end
    second.empty(self, flush_expired)
    first.empty(self)
    return events.tell(self, "purge", "", "purge")
end


function _M:update(timeout)
    if not self.poll then
        raise("no polling configured, specify opts.ipc_shm or opts.ipc.poll")
    end
    local _, err = self.poll(timeout)
    if err then
        return nil, "could not poll ipc events: " .. err
    end
    return true
end


return _M
