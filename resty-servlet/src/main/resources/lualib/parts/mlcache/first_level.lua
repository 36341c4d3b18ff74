-- SPDX-License-Identifier: Apache-2.0

-- Of resty.mlcache: the first level, the worker's own cache of the values themselves.

local _, native = ...

local lrucache = require "resty.lrucache"
local NOTHING  = native.nothing

-- Caches of one name share a first level, for as long as any of them lives.
local SHARED = setmetatable({}, { __mode = "v" })

local _M = {}


-- Gives a cache the first level of its name.
function _M.attach(self)
    local lru = SHARED[self.name]
    if not lru then
        lru = assert(lrucache.new(self.lru_size))
        SHARED[self.name] = lru
    end
    self.lru = lru
end


-- Whether the first level can be emptied: a script's own may lack the method.
function _M.can_empty(self)
    return self.lru.flush_all ~= nil or SHARED[self.name] == self.lru
end


-- Empties the first level; where it can't be emptied, another takes its place.
function _M.empty(self)
    if self.lru.flush_all then
        self.lru:flush_all()
    else
        SHARED[self.name] = nil
        _M.attach(self)
    end
end


-- What the first level holds for a key: whether it does, and the value, which may be nil.
function _M.find(self, key)
    local value = self.lru:get(key)
    if value == NOTHING then
        return true, nil
    end
    return value ~= nil, value
end


-- A value in the first level's form.
function _M.form(value, serializer)
    if value == nil or not serializer then
        return value
    end
    local ok, made, err = pcall(serializer, value)
    if not ok then
        return nil, "l1_serializer threw an error: " .. tostring(made)
    end
    if made == nil and not err then
        err = "l1_serializer returned a nil value"
    end
    if err then
        return nil, err
    end
    return made
end


-- Puts a value into the first level. Returns what a lookup is to return.
function _M.keep(self, key, value, ttl, serializer)
    local made, err = _M.form(value, serializer)
    if err then
        return nil, err
    end
    local item = made
    if made == nil then
        item = NOTHING
    end
    -- Zero is for what never expires.
    self.lru:set(key, item, ttl > 0 and ttl or nil)
    return made
end


return _M
