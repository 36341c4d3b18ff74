-- SPDX-License-Identifier: Apache-2.0

-- Of resty.mlcache: what happens where the first level has no answer. The second level is asked, then the callback, by
-- one caller at a time.

local _, native = ...

local resty_lock    = require "resty.lock"
local first, second = native.first_level, native.second_level
local traceback     = debug.traceback
local log, WARN     = ngx.log, ngx.WARN

local LOCK_PREFIX = "lua-resty-mlcache:lock:"
local TIMED_OUT   = "could not acquire callback lock: timeout"

local _M = {}


-- Looks a key up in the second level and promotes what it finds. Without a hit level there is no live value, but maybe
-- an expired entry.
local function find(self, key, serializer)
    local found, err = second.read(self, key)
    if not found then
        return nil, err
    end
    if found.expired then
        return nil, nil, nil, found
    end
    local left = found.ttl > 0 and second.left(found) or 0
    local value
    if found.ttl > 0 and left <= 0 then
        -- Its last millisecond; kept with no time left, it would stay for good.
        value, err = first.form(found.value, serializer)
    else
        value, err = first.keep(self, key, found.value, left, serializer)
    end
    if err then
        return nil, err
    end
    return value, nil, found.resurrected and 4 or 2
end

_M.find = find


-- Locks a key. Returns the lock, an error, and whether it was held by another for too long.
local function acquire(self, key, settings)
    local lock, err = resty_lock:new(self.shm_locks, settings.resty_lock_opts)
    if not lock then
        return nil, "could not create lock: " .. err
    end
    local waited, reason = lock:lock(LOCK_PREFIX .. self.name .. key)
    if waited then
        return lock
    end
    if reason == "timeout" then
        return lock, nil, true
    end
    return nil, "could not acquire callback lock: " .. reason
end


-- Unlocks and passes on what was found out under the lock; what is to be raised comes first.
local function release(lock, refusal, value, err, level)
    local ok, unlock_err = lock:unlock()
    if refusal then
        return refusal
    end
    if not ok and unlock_err ~= "unlocked" then
        return nil, nil, "could not unlock callback: " .. unlock_err
    end
    return nil, value, err, level
end


-- Calls a callback. Whether its error was raised comes last.
local function call(cb, ...)
    local ok, value, err, own_ttl = xpcall(cb, traceback, ...)
    if not ok then
        return nil, "callback threw an error: " .. tostring(value), nil, true
    end
    return value, err and tostring(err), own_ttl, false
end


-- Stores what a callback has returned. The time to live is the callback's, where it has one. Returns what is to be
-- raised, the value, an error and the time to live.
local function accept(self, key, settings, value, own_ttl)
    local refusal = second.refusal(value)
    if refusal then
        return refusal
    end
    local ttl = value == nil and settings.neg_ttl or settings.ttl
    if type(own_ttl) == "number" then
        ttl = own_ttl
    end
    if ttl < 0 then
        return nil, value, nil, ttl
    end
    local ok, err = second.store(self, key, value, ttl, settings.shm_set_tries, false)
    if not ok then
        return nil, nil, err
    end
    value, err = first.keep(self, key, value, ttl, settings.l1_serializer)
    return nil, value, err, ttl
end


-- A callback has failed: its stale predecessor gets a new life.
local function resurrect(self, key, settings, stale, reason)
    local ttl = settings.resurrect_ttl
    log(WARN, "callback returned an error (", reason, ") but stale value found in shm will be resurrected for ", ttl,
        "s (resurrect_ttl)")
    local value
    local ok, err = second.store_resurrected(self, key, stale.value, ttl, settings.shm_set_tries)
    if ok then
        value, err = first.keep(self, key, stale.value, ttl, settings.l1_serializer)
    end
    if err then
        log(WARN, "could not resurrect stale data (", err, ")")
    end
    return value, nil, 4
end


-- Serves the stale predecessor of a value that another is loading.
local function serve_stale(stale, settings)
    if not stale then
        return nil, nil, TIMED_OUT
    end
    log(WARN, TIMED_OUT)
    local value, err = first.form(stale.value, settings.l1_serializer)
    if err then
        return nil, nil, err
    end
    return nil, value, nil, 4
end


-- Has the callback load a value while the key is locked.
local function load_locked(self, key, settings, stale, cb, ...)
    local value, err, own_ttl, raised = call(cb, ...)
    if err then
        if stale and not raised then
            return nil, resurrect(self, key, settings, stale, err)
        end
        return nil, value, err
    end
    local refusal
    refusal, value, err = accept(self, key, settings, value, own_ttl)
    if refusal then
        return refusal
    end
    if err then
        return nil, nil, err
    end
    return nil, value, nil, 3
end


-- Has the callback load a value, unless another one that was at it has. An expired entry that was there before the lock
-- counts even where the dict has made room for the lock in its place. Returns what is to be raised, then what a lookup
-- returns.
function _M.load(self, key, settings, stale, cb, ...)
    local lock, err, timed_out = acquire(self, key, settings)
    if not lock then
        return nil, nil, err
    end
    local value, level, later
    value, err, level, later = find(self, key, settings.l1_serializer)
    if err or level then
        return release(lock, nil, value, err, level)
    end
    stale = settings.resurrect_ttl and (later or stale)
    if timed_out then
        return serve_stale(stale, settings)
    end
    return release(lock, load_locked(self, key, settings, stale, cb, ...))
end


local function reload_locked(self, key, settings, announce, cb, ...)
    local value, err, own_ttl = call(cb, ...)
    if err then
        return nil, nil, err
    end
    local refusal, ttl, ok
    refusal, value, err, ttl = accept(self, key, settings, value, own_ttl)
    if refusal then
        return refusal
    end
    if not err then
        ok, err = announce(self, key, value, "renewal")
    end
    if not ok then
        return nil, nil, err
    end
    return nil, value, nil, ttl
end


-- Has the callback load a value whatever is cached, and has `announce` see to the copies elsewhere before others may
-- load the key. Returns as `load` does, the time to live in place of the level.
function _M.reload(self, key, settings, announce, cb, ...)
    local lock, err, timed_out = acquire(self, key, settings)
    if not lock or timed_out then
        return nil, nil, err or TIMED_OUT
    end
    return release(lock, reload_locked(self, key, settings, announce, cb, ...))
end


return _M
