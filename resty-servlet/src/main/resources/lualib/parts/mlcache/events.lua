-- SPDX-License-Identifier: Apache-2.0

-- Of resty.mlcache: what the caches of one name in several workers tell each other, by resty.mlcache.ipc or by means of
-- the script's own.

local _, native = ...

local first = native.first_level

local _M = {}


-- The events, each with its channel and with what is done when another worker sends it.
local function events_of(self)
    local function event(channel, handler)
        return { channel = "mlcache:" .. channel .. ":" .. self.name, handler = handler }
    end
    return {
        invalidation = event("invalidations", function(key) self.lru:delete(key) end),
        purge        = event("purge", function() first.empty(self) end),
    }
end


local function join_bundled(self, opts)
    local ipc, err = require("resty.mlcache.ipc").new(opts.ipc_shm, opts.debug)
    if not ipc then
        return nil, "failed to initialize mlcache IPC (could not instantiate mlcache.ipc): " .. err
    end
    for _, event in pairs(self.events) do
        ipc:subscribe(event.channel, event.handler)
    end
    self.ipc = ipc
    self.broadcast = function(...) return ipc:broadcast(...) end
    self.poll = function(...) return ipc:poll(...) end
    return true
end


local function join_custom(self, opts)
    local ipc = opts.ipc
    local ok, err = ipc.register_listeners(self.events)
    if not ok and err ~= nil then
        return nil, "failed to initialize custom IPC (opts.ipc.register_listeners returned an error): " .. err
    end
    self.ipc = true
    self.broadcast, self.poll = ipc.broadcast, ipc.poll
    return true
end


-- Has a cache take part in the events, where its options say by what.
function _M.join(self, opts)
    local join = opts.ipc and join_custom or opts.ipc_shm and join_bundled
    if not join then
        return true
    end
    self.events = events_of(self)
    return join(self, opts)
end


-- For a method to call before a change that others have to hear of; raises at the method's caller.
function _M.must_propagate(self, what)
    if not self.broadcast then
        error("no ipc to propagate " .. what .. ", specify opts.ipc_shm or opts.ipc", 3)
    end
end


-- Tells the other workers.
function _M.tell(self, event, payload, what)
    local _, err = self.broadcast(self.events[event].channel, payload)
    if err then
        return nil, "could not broadcast " .. what .. ": " .. err
    end
    return true
end


return _M
