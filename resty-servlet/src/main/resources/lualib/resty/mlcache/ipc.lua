-- SPDX-License-Identifier: Apache-2.0

-- resty.mlcache.ipc: events between workers through a shared dict. Numbered from 1, each is an entry of its own; who
-- polls reads those after the last it has seen. The entries are those of lua-resty-mlcache's module of this name.

local _, native = ...

local log, sleep, shared = ngx.log, ngx.sleep, ngx.shared
local INFO, WARN, ERR    = ngx.INFO, ngx.WARN, ngx.ERR
local check              = native.arguments.check
local min                = math.min

local INDEX    = "lua-resty-ipc:index"
local FORCIBLE = "lua-resty-ipc:forcible"

local TIMEOUT    = 0.3
local FIRST_STEP = 0.001

-- Who has sent an event. Other than the process's number it also tells workers of one JVM apart.
local SELF = native.identity
local HEAD = ("%d:"):format(SELF)

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
    check("string", "channel", channel)
    check("function", "callback", callback)
    local listening = self.callbacks[channel] or {}
    listening[#listening + 1] = callback
    self.callbacks[channel] = listening
end


local function failed(to_do, err)
    return nil, "failed to " .. to_do .. ": " .. err
end


function _M:broadcast(channel, data)
    check("string", "channel", channel)
    check("string", "data", data)
    local dict, event = self.dict, HEAD .. #data .. ":" .. channel .. data

    local number, err = dict:incr(INDEX, 1, 0)
    if not number then
        return failed("increment index", err)
    end
    local ok, forcible
    ok, err, forcible = dict:set(number, event)
    if not ok then
        return failed("insert event in shm", err)
    end
    if forcible then
        -- Set at every eviction, so that it stays among the recently used and isn't evicted itself.
        ok, err = dict:set(FORCIBLE, true)
        if not ok then
            return failed("set forcible flag in shm", err)
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


-- Sleeps before an event is looked for again. Returns whether this is a place to sleep in.
local function pause(idx, step)
    log(INFO, "[ipc] no event data at index '", idx, "', retrying in: ", step, "s")
    local slept, err = pcall(sleep, step)
    if not slept then
        log(WARN, "[ipc] could not sleep before retry: ", err,
            " (note: it is safer to call this function in contexts that support the ngx.sleep() API)")
    end
    return slept
end


-- Reads an event. Its number is given out before it is written, so that it may come a moment later. Of the time that is
-- left for waiting, returns what it leaves: none where the event has not come.
local function await(self, idx, left)
    local step, sleeps = FIRST_STEP, true
    while left > 0 do
        local event, err = self.dict:get(idx)
        if err or event ~= nil then
            return left, event, err
        end
        step = min(step, left)
        sleeps = sleeps and pause(idx, step)
        left, step = left - step, step * 2
    end
    return 0
end


-- The number of the latest event, nil where there was none yet.
local function latest(self)
    local last, err = self.dict:get(INDEX)
    if err then
        return failed("get index", err)
    end
    if last ~= nil and type(last) ~= "number" then
        return nil, "index is not a number, shm tampered with"
    end
    return last
end


-- The number of the last event that needs no reading. A worker that has seen nothing yet may find that the first events
-- are gone; it goes on with the latest.
local function seen(self, last)
    if self.idx > 0 then
        return min(self.idx, last)
    end
    local forcible, err = self.dict:get(FORCIBLE)
    if err then
        return failed("get forcible flag from shm", err)
    end
    return forcible and last - 1 or 0
end


function _M:poll(timeout)
    if timeout ~= nil then
        check("number", "timeout", timeout)
    end
    local last, err = latest(self)
    if err then
        return nil, err
    end
    if not last then
        return true
    end
    local from
    from, err = seen(self, last)
    if not from then
        return nil, err
    end

    -- Never beyond the latest event, whatever has happened to the dict: later ones would be passed over.
    self.idx = from
    local left = timeout or TIMEOUT
    for idx = from + 1, last do
        local event
        left, event, err = await(self, idx, left)
        -- One that never comes is passed over next time: it may have been evicted.
        self.idx = idx
        if left <= 0 then
            return nil, "timeout"
        elseif err then
            log(ERR, "[ipc] could not get event at index '", idx, "': ", err)
        elseif type(event) == "string" then
            deliver(self, event)
        else
            log(ERR, "[ipc] event at index '", idx, "' is not a string, shm tampered with")
        end
    end
    return true
end


return _M
