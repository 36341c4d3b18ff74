-- SPDX-License-Identifier: Apache-2.0

-- Of resty.mlcache: the second level, entries in one shared dict or, where misses have one of their own, in two. An
-- entry says what type its value has, when it was made, for how long, and the value as text.

local _, native = ...

local buffer       = require "string.buffer"
local pack, unpack = native.pack, native.unpack
local now, log     = ngx.now, ngx.log
local WARN         = ngx.WARN

local RESURRECTED = 1
local NO_MEMORY   = "no memory"

local MISS = { code = 0, write = function() return "" end, read = function() return nil end }

local function same(value)
    return value
end

-- How values of a type are written, and read again.
local FORMS = {
    number = {
        code  = 1,
        read  = tonumber,
        write = function(number)
            local short = tostring(number)
            return tonumber(short) == number and short or ("%.17g"):format(number)
        end,
    },
    boolean = {
        code  = 2,
        read  = function(text) return text == "true" end,
        write = tostring,
    },
    string = {
        code  = 3,
        read  = same,
        write = same,
    },
    table = {
        code  = 4,
        read  = function(text)
            local ok, value = pcall(buffer.decode, text)
            if not ok then
                return nil, "could not decode table value: " .. tostring(value)
            end
            return value
        end,
        write = function(value)
            local ok, text = pcall(buffer.encode, value)
            if not ok then
                return nil, "could not encode table value: " .. tostring(text)
            end
            return text
        end,
    },
}

local BY_CODE = { [MISS.code] = MISS }
for _, form in pairs(FORMS) do
    BY_CODE[form.code] = form
end

local _M = {}


-- What is raised for a value that no entry can hold; nil for others.
function _M.refusal(value)
    if value ~= nil and not FORMS[type(value)] then
        return "cannot cache value of type " .. type(value)
    end
end


-- The dict that a value belongs in, and its name.
local function home(self, value)
    if value == nil and self.dict_miss then
        return self.dict_miss, self.shm_miss
    end
    return self.dict, self.shm
end


-- Writes a value. Memory that doesn't suffice is an error only where `strict`.
function _M.store(self, key, value, ttl, tries, strict, flags)
    local form = value == nil and MISS or FORMS[type(value)]
    local text, err = form.write(value)
    if not text then
        return nil, "could not serialize value for lua_shared_dict insertion: " .. err
    end

    local dict, shm = home(self, value)
    local name, entry = self.name .. key, pack(form.code, now(), ttl, text)
    local left, ok = tries, nil
    repeat
        ok, err = dict:set(name, entry, ttl, flags)
        left = left - 1
    until ok or err ~= NO_MEMORY or left < 1

    if ok then
        return true
    end
    if strict or err ~= NO_MEMORY then
        return nil, "could not write to lua_shared_dict '" .. shm .. "': " .. err
    end
    log(WARN, "could not write to lua_shared_dict '", shm, "' after ", tries, " tries (no memory), ",
        "it is either fragmented or cannot allocate more memory, consider increasing 'opts.shm_set_tries'")
    return true
end


-- Writes the value that outlives a failed refresh.
function _M.store_resurrected(self, key, value, ttl, tries)
    return _M.store(self, key, value, ttl, tries, false, RESURRECTED)
end


-- A dict's entry as a table, nil where it has none.
local function entry_in(dict, name)
    local text, flags, expired = dict:get_stale(name)
    if text ~= nil then
        return { text = text, flags = flags, expired = expired }
    end
    -- Without an entry the second result is an error.
    if flags then
        return nil, "could not read from lua_shared_dict: " .. flags
    end
end


-- Reads a key's entry, an expired one where there is no other: its value, whether it has expired, when it was made and
-- for how long, and whether it stands for a value that could not be refreshed.
function _M.read(self, key)
    local name = self.name .. key
    local entry, err = entry_in(self.dict, name)
    if not err and self.dict_miss and (not entry or entry.expired) then
        local miss
        miss, err = entry_in(self.dict_miss, name)
        if miss and not (entry and miss.expired) then
            entry = miss
        end
    end
    if err or not entry then
        return nil, err
    end

    local code, at, ttl, text = unpack(entry.text)
    local form = code and BY_CODE[code]
    local value
    if form then
        value, err = form.read(text)
    else
        err = "not an entry of mlcache"
    end
    if err then
        return nil, "could not deserialize value after lua_shared_dict retrieval: " .. err
    end
    return { value = value, expired = entry.expired, at = at, ttl = ttl, resurrected = entry.flags == RESURRECTED }
end


-- How long an entry has to live yet; zero or less for an expired one. Not for one that never expires.
function _M.left(found)
    return found.ttl - (now() - found.at)
end


local function remove_from(self, key, kept)
    for _, dict in ipairs { self.dict, self.dict_miss } do
        if dict ~= kept then
            local ok, err = dict:delete(self.name .. key)
            if not ok and err then
                return nil, "could not delete from shm: " .. err
            end
        end
    end
    return true
end


-- Removes a key from every dict.
function _M.remove(self, key)
    return remove_from(self, key, nil)
end


-- Removes a key from the dict that its value, now stored in the other one, is not in.
function _M.remove_other(self, key, value)
    return remove_from(self, key, (home(self, value)))
end


function _M.empty(self, and_free)
    for _, dict in ipairs { self.dict, self.dict_miss } do
        dict:flush_all()
        if and_free then
            dict:flush_expired()
        end
    end
end


return _M
