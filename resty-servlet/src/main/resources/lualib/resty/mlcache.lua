-- SPDX-License-Identifier: Apache-2.0

-- resty.mlcache: a worker's own cache (L1) before a shared dict (L2) before a callback (L3). Its contract is that of
-- lua-resty-mlcache 2.7, and it shares entries in dicts and events with that. The first level's lookup is in Java
-- (Mlcache.java): what it doesn't find comes to `find_below`.

local _, native = ...

local lrucache   = require "resty.lrucache"
local resty_lock = require "resty.lock"
local buffer     = require "string.buffer"

local now, log, shared = ngx.now, ngx.log, ngx.shared
local DEBUG, WARN, ERR = ngx.DEBUG, ngx.WARN, ngx.ERR
local pack, unpack     = native.pack, native.unpack
local NOTHING          = native.nothing
local traceback        = debug.traceback
local ceil, min        = math.ceil, math.min

local LOCK_PREFIX = "lua-resty-mlcache:lock:"
local RESURRECTED = 1
local NO_MEMORY   = "no memory"

-- Caches of one name share a first level, for as long as any of them lives.
local FIRST_LEVELS = setmetatable({}, { __mode = "v" })

local KINDS = { number = 1, boolean = 2, string = 3, table = 4 }

local TO_TEXT = {
    number  = function(value)
        local text = tostring(value)
        return tonumber(text) == value and text or ("%.17g"):format(value)
    end,
    boolean = tostring,
    string  = function(value) return value end,
    table   = function(value)
        local ok, text = pcall(buffer.encode, value)
        if ok then
            return text
        end
        return nil, "could not encode table value: " .. tostring(text)
    end,
}

local FROM_TEXT = {
    [0] = function() return nil end,
    [1] = tonumber,
    [2] = function(text) return text == "true" end,
    [3] = function(text) return text end,
    [4] = function(text)
        local ok, value = pcall(buffer.decode, text)
        if ok then
            return value
        end
        return nil, "could not decode table value: " .. tostring(value)
    end,
}

-- What the options of a lookup must be.
local LOOKUP_OPTIONS = {
    { "ttl", "number", 0 },
    { "neg_ttl", "number", 0 },
    { "resurrect_ttl", "number", 0 },
    { "l1_serializer", "function" },
    { "shm_set_tries", "number", 1 },
    { "resty_lock_opts", "table" },
}

local CACHE_OPTIONS = {
    { "lru_size", "number" },
    { "ttl", "number", 0 },
    { "neg_ttl", "number", 0 },
    { "resurrect_ttl", "number", 0 },
    { "resty_lock_opts", "table" },
    { "ipc_shm", "string" },
    { "ipc", "table" },
    { "l1_serializer", "function" },
    { "shm_set_tries", "number", 1 },
    { "shm_miss", "string" },
    { "shm_locks", "string" },
}

local _M = native.methods
_M._VERSION = "2.7.0"
local metatable = { __index = _M }


-- What is wrong with options; nil where nothing is.
local function fault(opts, rules)
    if type(opts) ~= "table" then
        return "opts must be a table"
    end
    for i = 1, #rules do
        local rule = rules[i]
        local name, kind, least = rule[1], rule[2], rule[3]
        local value = opts[name]
        if value ~= nil then
            if type(value) ~= kind then
                return "opts." .. name .. " must be a " .. kind
            end
            if least and value < least then
                return "opts." .. name .. " must be >= " .. least
            end
        end
    end
end


-- The settings of one lookup: its own options before the cache's.
local function settings_of(self, opts)
    if opts == nil then
        return self
    end
    local wrong = fault(opts, LOOKUP_OPTIONS)
    if wrong then
        return nil, wrong
    end
    return setmetatable({
        ttl             = opts.ttl,
        neg_ttl         = opts.neg_ttl,
        resurrect_ttl   = opts.resurrect_ttl,
        l1_serializer   = opts.l1_serializer,
        shm_set_tries   = opts.shm_set_tries,
        resty_lock_opts = opts.resty_lock_opts,
    }, { __index = self })
end


local function ipc_fault(opts)
    local ipc = opts.ipc
    if ipc == nil then
        return nil
    end
    if opts.ipc_shm ~= nil then
        return "cannot specify both of opts.ipc_shm and opts.ipc"
    end
    if type(ipc.register_listeners) ~= "function" then
        return "opts.ipc.register_listeners must be a function"
    end
    if type(ipc.broadcast) ~= "function" then
        return "opts.ipc.broadcast must be a function"
    end
    if ipc.poll ~= nil and type(ipc.poll) ~= "function" then
        return "opts.ipc.poll must be a function"
    end
end


-- Empties the first level; where it can't be emptied, another takes its place.
local function renew_first_level(self)
    local lru = self.lru
    if lru and lru.flush_all then
        lru:flush_all()
        return
    end
    if lru then
        FIRST_LEVELS[self.name] = nil
    end
    lru = FIRST_LEVELS[self.name]
    if not lru then
        lru = assert(lrucache.new(self.lru_size))
        FIRST_LEVELS[self.name] = lru
    end
    self.lru = lru
end


local function events_of(self)
    return {
        invalidation = {
            channel = "mlcache:invalidations:" .. self.name,
            handler = function(key)
                self.lru:delete(key)
            end,
        },
        purge = {
            channel = "mlcache:purge:" .. self.name,
            handler = function()
                renew_first_level(self)
            end,
        },
    }
end


local function join_bundled_ipc(self, opts)
    local ipc, err = require("resty.mlcache.ipc").new(opts.ipc_shm, opts.debug)
    if not ipc then
        return nil, "failed to initialize mlcache IPC (could not instantiate mlcache.ipc): " .. err
    end
    for _, event in pairs(self.events) do
        ipc:subscribe(event.channel, event.handler)
    end
    self.ipc = ipc
    self.broadcast = function(channel, data) return ipc:broadcast(channel, data) end
    self.poll = function(timeout) return ipc:poll(timeout) end
    return true
end


local function join_custom_ipc(self, ipc)
    local ok, err = ipc.register_listeners(self.events)
    if not ok and err ~= nil then
        return nil, "failed to initialize custom IPC (opts.ipc.register_listeners returned an error): " .. err
    end
    self.ipc = true
    self.broadcast = ipc.broadcast
    self.poll = ipc.poll
    return true
end


function _M.new(name, shm, opts)
    if type(name) ~= "string" then
        error("name must be a string", 2)
    end
    if type(shm) ~= "string" then
        error("shm must be a string", 2)
    end
    if opts == nil then
        opts = {}
    end
    local wrong = fault(opts, CACHE_OPTIONS) or ipc_fault(opts)
    if wrong then
        error(wrong, 2)
    end

    local dict = shared[shm]
    if not dict then
        return nil, "no such lua_shared_dict: " .. shm
    end
    local dict_miss
    if opts.shm_miss then
        dict_miss = shared[opts.shm_miss]
        if not dict_miss then
            return nil, "no such lua_shared_dict for opts.shm_miss: " .. opts.shm_miss
        end
    end
    if opts.shm_locks and not shared[opts.shm_locks] then
        return nil, "no such lua_shared_dict for opts.shm_locks: " .. opts.shm_locks
    end

    local self = native.object()
    self.name            = name
    self.dict            = dict
    self.shm             = shm
    self.dict_miss       = dict_miss
    self.shm_miss        = opts.shm_miss
    self.shm_locks       = opts.shm_locks or shm
    self.ttl             = opts.ttl or 30
    self.neg_ttl         = opts.neg_ttl or 5
    self.resurrect_ttl   = opts.resurrect_ttl
    self.lru_size        = opts.lru_size or 100
    self.resty_lock_opts = opts.resty_lock_opts
    self.l1_serializer   = opts.l1_serializer
    self.shm_set_tries   = opts.shm_set_tries or 3
    self.debug           = opts.debug

    if opts.ipc_shm or opts.ipc then
        self.events = events_of(self)
        local ok, err
        if opts.ipc then
            ok, err = join_custom_ipc(self, opts.ipc)
        else
            ok, err = join_bundled_ipc(self, opts)
        end
        if not ok then
            return nil, err
        end
    end

    if opts.lru then
        self.lru = opts.lru
    else
        renew_first_level(self)
    end
    return setmetatable(self, metatable)
end


-- What the first level is to hold for a value.
local function serialized(value, serializer)
    if value == nil or not serializer then
        return value
    end
    local ok, made, err = pcall(serializer, value)
    if not ok then
        return nil, "l1_serializer threw an error: " .. tostring(made)
    end
    if err then
        return nil, err
    end
    if made == nil then
        return nil, "l1_serializer returned a nil value"
    end
    return made
end


-- Puts a value into the first level. Returns what a lookup is to return.
local function keep(self, key, value, ttl, serializer)
    local made, err = serialized(value, serializer)
    if err then
        return nil, err
    end
    if made == nil then
        self.lru:set(key, NOTHING, ttl > 0 and ttl or nil)
    else
        self.lru:set(key, made, ttl > 0 and ttl or nil)
    end
    return made
end


-- Writes a value to the second level. Memory that doesn't suffice is an error only where `strict`.
local function store(self, key, value, ttl, flags, tries, strict)
    local dict, shm, kind, text = self.dict, self.shm, 0, ""
    if value == nil then
        if self.dict_miss then
            dict, shm = self.dict_miss, self.shm_miss
        end
    else
        local err
        kind = KINDS[type(value)]
        text, err = TO_TEXT[type(value)](value)
        if not text then
            return nil, "could not serialize value for lua_shared_dict insertion: " .. err
        end
    end

    local entry = pack(kind, now(), ttl, text)
    local err
    for _ = 1, tries do
        local ok
        ok, err = dict:set(self.name .. key, entry, ttl, flags)
        if ok then
            return true
        end
        if err ~= NO_MEMORY then
            break
        end
    end
    if err ~= NO_MEMORY or strict then
        return nil, "could not write to lua_shared_dict '" .. shm .. "': " .. err
    end
    log(WARN, "could not write to lua_shared_dict '", shm, "' after ", tries, " tries (no memory), ",
        "it is either fragmented or cannot allocate more memory, consider increasing 'opts.shm_set_tries'")
    return true
end


local function dict_entry(dict, key)
    local entry, flags, expired = dict:get_stale(key)
    if entry ~= nil then
        return entry, nil, expired, flags
    end
    if flags then
        return nil, "could not read from lua_shared_dict: " .. flags
    end
end


-- Reads an entry of the second level, an expired one where there is no other: its value, whether it has expired, when
-- it was made and for how long, and whether it stands for a value that could not be refreshed.
local function read(self, key)
    local name = self.name .. key
    local entry, err, expired, flags = dict_entry(self.dict, name)
    if err then
        return nil, err
    end
    if self.dict_miss and (entry == nil or expired) then
        local miss, miss_err, miss_expired, miss_flags = dict_entry(self.dict_miss, name)
        if miss_err then
            return nil, miss_err
        end
        if miss ~= nil and (entry == nil or not miss_expired) then
            entry, expired, flags = miss, miss_expired, miss_flags
        end
    end
    if entry == nil then
        return nil
    end

    local kind, at, ttl, text = unpack(entry)
    if not kind or not FROM_TEXT[kind] then
        return nil, "could not deserialize value after lua_shared_dict retrieval: not an entry of mlcache"
    end
    local value
    value, err = FROM_TEXT[kind](text)
    if err then
        return nil, "could not deserialize value after lua_shared_dict retrieval: " .. err
    end
    return { value = value, expired = expired, at = at, ttl = ttl, resurrected = flags == RESURRECTED }
end


-- Looks a key up in the second level and promotes what it finds. Without a hit level there is no live value, but maybe
-- an expired entry.
local function find_shared(self, key, serializer)
    local found, err = read(self, key)
    if not found then
        return nil, err
    end
    if found.expired then
        return nil, nil, nil, found
    end
    local level = found.resurrected and 4 or 2
    local left = found.ttl
    local value
    if left > 0 then
        left = left - (now() - found.at)
        if left <= 0 then
            -- Its last millisecond; kept with no time left, it would stay for good.
            value, err = serialized(found.value, serializer)
            if err then
                return nil, err
            end
            return value, nil, level
        end
    end
    value, err = keep(self, key, found.value, left, serializer)
    if err then
        return nil, err
    end
    return value, nil, level
end


local function unlocked(lock, value, err, level)
    local ok, unlock_err = lock:unlock()
    if not ok and unlock_err ~= "unlocked" then
        return nil, "could not unlock callback: " .. unlock_err
    end
    return value, err, level
end


local function lock_key(self, key, settings)
    local lock, err = resty_lock:new(self.shm_locks, settings.resty_lock_opts)
    if not lock then
        return nil, "could not create lock: " .. err
    end
    local elapsed
    elapsed, err = lock:lock(LOCK_PREFIX .. self.name .. key)
    if not elapsed and err ~= "timeout" then
        return nil, "could not acquire callback lock: " .. err
    end
    return lock, nil, not elapsed
end


-- Stores what a callback has returned. The key is locked. The time to live is the callback's, where it has one.
local function accept(self, key, settings, lock, value, own_ttl)
    if value ~= nil and not KINDS[type(value)] then
        lock:unlock()
        error("cannot cache value of type " .. type(value))
    end
    local ttl = value == nil and settings.neg_ttl or settings.ttl
    if type(own_ttl) == "number" then
        if own_ttl < 0 then
            return value, nil, own_ttl
        end
        ttl = own_ttl
    end
    local ok, err = store(self, key, value, ttl, nil, settings.shm_set_tries, false)
    if not ok then
        return nil, err
    end
    value, err = keep(self, key, value, ttl, settings.l1_serializer)
    return value, err, ttl
end


-- A callback has failed: its stale predecessor gets a new life.
local function resurrect(self, key, settings, stale, err)
    local ttl = settings.resurrect_ttl
    log(WARN, "callback returned an error (", err, ") but stale value found in shm will be resurrected for ", ttl,
        "s (resurrect_ttl)")
    local value, keep_err
    local ok, store_err = store(self, key, stale.value, ttl, RESURRECTED, settings.shm_set_tries, false)
    if ok then
        value, keep_err = keep(self, key, stale.value, ttl, settings.l1_serializer)
    end
    if not ok or keep_err then
        log(WARN, "could not resurrect stale data (", store_err or keep_err, ")")
    end
    return value, nil, 4
end


-- Has the callback load a value, unless another one that was at it has. An expired entry that was there before the lock
-- counts even where the dict has made room for the lock in its place.
local function load(self, key, settings, stale, cb, ...)
    local lock, err, timed_out = lock_key(self, key, settings)
    if not lock then
        return nil, err
    end

    local serializer = settings.l1_serializer
    local value, level, later
    value, err, level, later = find_shared(self, key, serializer)
    if err or level then
        return unlocked(lock, value, err, level)
    end
    stale = later or stale
    if not settings.resurrect_ttl then
        stale = nil
    end

    if timed_out then
        err = "could not acquire callback lock: timeout"
        if not stale then
            return nil, err
        end
        log(WARN, err)
        value, err = serialized(stale.value, serializer)
        if err then
            return nil, err
        end
        return value, nil, 4
    end

    local ok, own_ttl
    ok, value, err, own_ttl = xpcall(cb, traceback, ...)
    if not ok then
        return unlocked(lock, nil, "callback threw an error: " .. tostring(value))
    end
    if err then
        err = tostring(err)
        if stale then
            return unlocked(lock, resurrect(self, key, settings, stale, err))
        end
        return unlocked(lock, value, err)
    end
    value, err = accept(self, key, settings, lock, value, own_ttl)
    if err then
        return unlocked(lock, nil, err)
    end
    return unlocked(lock, value, nil, 3)
end


-- A lookup that the first level doesn't answer.
local function find_below(self, key, opts, cb, ...)
    if type(key) ~= "string" then
        error("key must be a string", 2)
    end
    if cb ~= nil and type(cb) ~= "function" then
        error("callback must be nil or a function", 2)
    end
    local value = self.lru:get(key)
    if value == NOTHING then
        return nil, nil, 1
    end
    if value ~= nil then
        return value, nil, 1
    end

    local settings, wrong = settings_of(self, opts)
    if not settings then
        error(wrong, 2)
    end
    local err, level, stale
    value, err, level, stale = find_shared(self, key, settings.l1_serializer)
    if err then
        return nil, err
    end
    if level then
        return value, nil, level
    end
    if not cb then
        return nil, nil, -1
    end
    return load(self, key, settings, stale, cb, ...)
end

_M.get = native.get(find_below)


local bulk_metatable = { __index = {} }


function bulk_metatable.__index:add(key, opts, cb, arg)
    local at = self.n * 4
    self[at + 1] = key
    self[at + 2] = opts
    self[at + 3] = cb
    self[at + 4] = arg
    self.n = self.n + 1
end


function _M.new_bulk(lookups)
    return setmetatable({ n = 0 }, bulk_metatable)
end


local function next_result(res, i)
    local at = i * 3
    if at >= res.n then
        return nil
    end
    return i + 1, res[at + 1], res[at + 2], res[at + 3]
end


function _M.each_bulk_res(res)
    if not res.n then
        error("res must have res.n field; is this a get_bulk() result?", 2)
    end
    return next_result, res, 0
end


-- The settings of one lookup in a bulk, or what is wrong with it.
local function bulk_settings(self, bulk, number)
    local at = (number - 1) * 4
    local key, opts, cb = bulk[at + 1], bulk[at + 2], bulk[at + 3]
    if type(key) ~= "string" then
        return nil, "key at index " .. at + 1 .. " must be a string for operation " .. number
                    .. " (got " .. type(key) .. ")"
    end
    if type(cb) ~= "function" then
        return nil, "callback at index " .. at + 3 .. " must be a function for operation " .. number
                    .. " (got " .. type(cb) .. ")"
    end
    local settings, wrong = settings_of(self, opts)
    if not settings then
        return nil, "options at index " .. at + 2 .. " for operation " .. number .. " are invalid: " .. wrong
    end
    return settings
end


-- Looks one key of a bulk up in the first two levels. Returns whether its callback has to run, and an expired entry.
local function find_without_callback(self, bulk, number, settings, res)
    local key, at = bulk[number * 4 - 3], (number - 1) * 3
    local value, err, level, stale = self.lru:get(key), nil, 1
    if value == NOTHING then
        value = nil
    elseif value == nil then
        value, err, level, stale = find_shared(self, key, settings.l1_serializer)
    end
    res[at + 1], res[at + 2], res[at + 3] = value, err, level
    return not err and not level, stale
end


-- Runs the callbacks of some lookups of a bulk, one after the other.
local function load_some(self, bulk, pending, from, to, res)
    for i = from, to do
        local number, settings, stale = pending[i].number, pending[i].settings, pending[i].stale
        local operation, at = number * 4, (number - 1) * 3
        res[at + 1], res[at + 2], res[at + 3] =
            load(self, bulk[operation - 3], settings, stale, bulk[operation - 1], bulk[operation])
    end
end


-- Runs the callbacks of a bulk in light threads and, the last of them, in the caller's: all of them in that where there
-- are no light threads.
local function load_pending(self, bulk, pending, concurrency, res)
    local light = ngx.thread
    if not light then
        concurrency = 1
    end
    local count = #pending
    local others = min(count, concurrency) - 1
    local share = ceil(count / concurrency)
    if self.debug then
        log(DEBUG, "spawning ", others, " threads to run ", count, " callbacks")
    end

    local threads, from = {}, 1
    for i = 1, others do
        if from > count then
            break
        end
        local to = min(from + share - 1, count)
        if self.debug then
            log(DEBUG, "thread ", i, " running callbacks ", from, " to ", to)
        end
        threads[i] = light.spawn(load_some, self, bulk, pending, from, to, res)
        from = to + 1
    end
    if from <= count then
        if self.debug then
            log(DEBUG, "main thread running callbacks ", from, " to ", count)
        end
        load_some(self, bulk, pending, from, count, res)
    end
    for i = 1, #threads do
        local ok, err = light.wait(threads[i])
        if not ok then
            log(ERR, "failed to wait for thread number ", i, ": ", err)
        end
    end
end


function _M:get_bulk(bulk, opts)
    if type(bulk) ~= "table" then
        error("bulk must be a table", 2)
    end
    if not bulk.n then
        error("bulk must have n field", 2)
    end
    local concurrency = 3
    if opts ~= nil then
        if type(opts) ~= "table" then
            error("opts must be a table", 2)
        end
        if opts.concurrency ~= nil then
            concurrency = opts.concurrency
            if type(concurrency) ~= "number" then
                error("opts.concurrency must be a number", 2)
            end
            if concurrency <= 0 then
                error("opts.concurrency must be > 0", 2)
            end
        end
    end

    local res, pending = { n = bulk.n * 3 }, {}
    for number = 1, bulk.n do
        local settings, wrong = bulk_settings(self, bulk, number)
        if not settings then
            error(wrong, 2)
        end
        local missing, stale = find_without_callback(self, bulk, number, settings, res)
        if missing then
            pending[#pending + 1] = { number = number, settings = settings, stale = stale }
        end
    end
    if #pending > 0 then
        load_pending(self, bulk, pending, concurrency, res)
    end
    return res
end


function _M:peek(key, stale)
    if type(key) ~= "string" then
        error("key must be a string", 2)
    end
    local found, err = read(self, key)
    if not found then
        return nil, err
    end
    if found.expired and not stale then
        return nil
    end
    local left = 0
    if found.ttl > 0 then
        left = found.ttl - (now() - found.at)
        if left == 0 then
            -- Zero is for what never expires.
            left = 0.001
        end
    end
    return left, nil, found.value, found.expired
end


-- Takes a key out of the dict that doesn't hold its value any more: misses have one of their own.
local function remove_other(self, key, value)
    if not self.dict_miss then
        return true
    end
    local dict = value == nil and self.dict or self.dict_miss
    local ok, err = dict:delete(self.name .. key)
    if not ok and err then
        return nil, "could not delete from shm: " .. err
    end
    return true
end


function _M:set(key, opts, value)
    if not self.broadcast then
        error("no ipc to propagate update, specify opts.ipc_shm or opts.ipc", 2)
    end
    if type(key) ~= "string" then
        error("key must be a string", 2)
    end
    local settings, wrong = settings_of(self, opts)
    if not settings then
        error(wrong, 2)
    end
    if value ~= nil and not KINDS[type(value)] then
        error("cannot cache value of type " .. type(value))
    end

    local ok, err = remove_other(self, key, value)
    if not ok then
        return nil, err
    end
    local ttl = value == nil and settings.neg_ttl or settings.ttl
    ok, err = store(self, key, value, ttl, nil, settings.shm_set_tries, true)
    if not ok then
        return nil, err
    end
    _, err = keep(self, key, value, ttl, settings.l1_serializer)
    if err then
        return nil, err
    end
    _, err = self.broadcast(self.events.invalidation.channel, key)
    if err then
        return nil, "could not broadcast update: " .. err
    end
    return true
end


-- Loads a key anew, whatever is cached, and has the other workers drop theirs. Not in lua-resty-mlcache.
function _M:renew(key, opts, cb, ...)
    if not self.broadcast then
        error("no ipc to propagate renewal, specify opts.ipc_shm or opts.ipc", 2)
    end
    if type(key) ~= "string" then
        error("key must be a string", 2)
    end
    if type(cb) ~= "function" then
        error("callback must be a function", 2)
    end
    local settings, wrong = settings_of(self, opts)
    if not settings then
        error(wrong, 2)
    end

    local lock, err, timed_out = lock_key(self, key, settings)
    if not lock then
        return nil, err
    end
    if timed_out then
        return nil, "could not acquire callback lock: timeout"
    end
    local ok, value, own_ttl, ttl
    ok, value, err, own_ttl = xpcall(cb, traceback, ...)
    if not ok then
        return unlocked(lock, nil, "callback threw an error: " .. tostring(value))
    end
    if err then
        return unlocked(lock, nil, tostring(err))
    end
    value, err, ttl = accept(self, key, settings, lock, value, own_ttl)
    if not err then
        ok, err = remove_other(self, key, value)
    end
    if not err then
        _, err = self.broadcast(self.events.invalidation.channel, key)
        err = err and "could not broadcast renewal: " .. err
    end
    if err then
        return unlocked(lock, nil, err)
    end
    return unlocked(lock, value, nil, ttl)
end


function _M:delete(key)
    if not self.broadcast then
        error("no ipc to propagate deletion, specify opts.ipc_shm or opts.ipc", 2)
    end
    if type(key) ~= "string" then
        error("key must be a string", 2)
    end
    local name = self.name .. key
    for _, dict in ipairs { self.dict, self.dict_miss } do
        local ok, err = dict:delete(name)
        if not ok and err then
            return nil, "could not delete from shm: " .. err
        end
    end
    self.lru:delete(key)
    local _, err = self.broadcast(self.events.invalidation.channel, key)
    if err then
        return nil, "could not broadcast deletion: " .. err
    end
    return true
end


function _M:purge(flush_expired)
    if not self.broadcast then
        error("no ipc to propagate purge, specify opts.ipc_shm or opts.ipc", 2)
    end
    if not self.lru.flush_all and FIRST_LEVELS[self.name] ~= self.lru then
        error("cannot purge when using custom LRU cache with OpenResty < 1.13.6.2", 2)
    end
    for _, dict in ipairs { self.dict, self.dict_miss } do
        dict:flush_all()
        if flush_expired then
            dict:flush_expired()
        end
    end
    renew_first_level(self)
    local _, err = self.broadcast(self.events.purge.channel, "")
    if err then
        return nil, "could not broadcast purge: " .. err
    end
    return true
end


function _M:update(timeout)
    if not self.poll then
        error("no polling configured, specify opts.ipc_shm or opts.ipc.poll", 2)
    end
    local _, err = self.poll(timeout)
    if err then
        return nil, "could not poll ipc events: " .. err
    end
    return true
end


return _M
