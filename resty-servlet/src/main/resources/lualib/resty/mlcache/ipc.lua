-- SPDX-License-Identifier: Apache-2.0

-- resty.mlcache.ipc: events between workers through a shared dict. Numbered from 1, each is an entry of its own; who
-- polls reads those after the last it has seen. The entries are those of lua-resty-mlcache's module of this name.

local _, native = ...

local log, sleep, shared = ngx.log, ngx.sleep, ngx.shared
local INFO, WARN, ERR    = ngx.INFO, ngx.WARN, ngx.ERR
local min                = math.min

local INDEX    = "lua-resty-ipc:index"
local FORCIBLE = "lua-resty-ipc:forcible"

local TIMEOUT    = 0.3
local FIRST_STEP = 0.001

-- Who has sent an event. Other than the process's number it also tells workers of one JVM apart.
local SELF = native.identity

local _M = {}
local metatable = { __index = _M }


function _M.new(shm, debug)
    local dict = shared[shm]
    if not dict then
        return nil, "no such lua_shared_dict: " .. shm
    end
    return setmetatable({
        dict      = dict,
        -- One that is debugged gets its own events too.
        pid       = debug and 0 or SELF,
        idx       = 0,
        callbacks = {},
    }, metatable)
end


function _M:subscribe(channel, callback)
    if type(channel) ~= "string" then
        error("channel must be a string", 2)
    end
    if type(callback) ~= "function" then
        error("callback must be a function", 2)
    end
    local callbacks = self.callbacks[channel]
    if callbacks then
        callbacks[#callbacks + 1] = callback
    else
        self.callbacks[channel] = { callback }
    end
end


function _M:broadcast(channel, data)
    if type(channel) ~= "string" then
        error("channel must be a string", 2)
    end
    if type(data) ~= "string" then
        error("data must be a string", 2)
    end
    local idx, err = self.dict:incr(INDEX, 1, 0)
    if not idx then
        return nil, "failed to increment index: " .. err
    end
    local ok, forcible
    ok, err, forcible = self.dict:set(idx, ("%d:%d:%s%s"):format(SELF, #data, channel, data))
    if not ok then
        return nil, "failed to insert event in shm: " .. err
    end
    if forcible then
        -- Set at every eviction, so that it stays among the recently used and isn't evicted itself.
        ok, err = self.dict:set(FORCIBLE, true)
        if not ok then
            return nil, "failed to set forcible flag in shm: " .. err
        end
    end
    return true
end


-- Calls those who listen for an event, unless it is the worker's own.
local function deliver(self, event)
    local sender, length, rest = event:match("^(%d+):(%d+):(.*)$")
    if not sender then
        log(ERR, "[ipc] event at index '", self.idx, "' cannot be read, shm tampered with")
        return
    end
    if tonumber(sender) == self.pid then
        return
    end
    local split = #rest - tonumber(length)
    local channel, data = rest:sub(1, split), rest:sub(split + 1)
    for _, callback in ipairs(self.callbacks[channel] or {}) do
        local ok, err = pcall(callback, data)
        if not ok then
            log(ERR, "[ipc] callback for channel '", channel, "' threw a Lua error: ", err)
        end
    end
end


-- Reads an event. Its number is given out before it is written, so that it may come a moment later. Returns how much
-- of the time is spent as well.
local function fetch(self, idx, timeout, elapsed)
    local step, can_sleep = FIRST_STEP, true
    while elapsed < timeout do
        local event, err = self.dict:get(idx)
        if event ~= nil or err then
            return elapsed, event, err
        end
        if can_sleep then
            log(INFO, "[ipc] no event data at index '", idx, "', retrying in: ", step, "s")
            can_sleep, err = pcall(sleep, step)
            if not can_sleep then
                log(WARN, "[ipc] could not sleep before retry: ", err,
                    " (note: it is safer to call this function in contexts that support the ngx.sleep() API)")
            end
        end
        elapsed = elapsed + step
        step = min(step * 2, timeout - elapsed)
    end
    return elapsed
end


-- A worker that has seen nothing yet may find that the first events are gone; it goes on with the latest.
local function begin(self, last)
    if self.idx > 0 then
        self.idx = min(self.idx, last)
        return true
    end
    local forcible, err = self.dict:get(FORCIBLE)
    if err then
        return nil, "failed to get forcible flag from shm: " .. err
    end
    if forcible then
        self.idx = last - 1
    end
    return true
end


function _M:poll(timeout)
    if timeout ~= nil and type(timeout) ~= "number" then
        error("timeout must be a number", 2)
    end
    timeout = timeout or TIMEOUT
    local last, err = self.dict:get(INDEX)
    if err then
        return nil, "failed to get index: " .. err
    end
    if last == nil then
        return true
    end
    if type(last) ~= "number" then
        return nil, "index is not a number, shm tampered with"
    end
    local ok
    ok, err = begin(self, last)
    if not ok then
        return nil, err
    end

    local elapsed = 0
    while self.idx < last do
        local idx = self.idx + 1
        local event
        elapsed, event, err = fetch(self, idx, timeout, elapsed)
        -- One that never comes is passed over next time: it may have been evicted.
        self.idx = idx
        if elapsed >= timeout then
            return nil, "timeout"
        end
        if err then
            log(ERR, "[ipc] could not get event at index '", idx, "': ", err)
        elseif type(event) ~= "string" then
            log(ERR, "[ipc] event at index '", idx, "' is not a string, shm tampered with")
        else
            deliver(self, event)
        end
    end
    return true
end


return _M
