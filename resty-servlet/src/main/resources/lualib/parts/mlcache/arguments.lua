-- SPDX-License-Identifier: Apache-2.0

-- Of resty.mlcache and resty.mlcache.ipc: what their calls take. What is wrong is raised where the script has made the
-- call: `check` and `raise` are for the called function itself, not for one that it calls.

local sort = table.sort

local _M = {}


function _M.check(kind, name, value)
    if type(value) ~= kind then
        error(name .. " must be a " .. kind, 3)
    end
end


function _M.raise(message)
    error(message, 3)
end


local function is(kind)
    return { kind = kind }
end


local function at_least(bound)
    return { kind = "number", least = bound }
end


-- Groups of rules as a list, in each group by the options' names, so that of several mistakes the same one is told every
-- time.
local function rules(...)
    local list = {}
    for _, group in ipairs { ... } do
        local names = {}
        for name in pairs(group) do
            names[#names + 1] = name
        end
        sort(names)
        for _, name in ipairs(names) do
            local rule = group[name]
            rule.name = name
            list[#list + 1] = rule
        end
    end
    return list
end


local function of_lookups()
    return {
        ttl             = at_least(0),
        neg_ttl         = at_least(0),
        resurrect_ttl   = at_least(0),
        shm_set_tries   = at_least(1),
        l1_serializer   = is("function"),
        resty_lock_opts = is("table"),
    }
end

local LOOKUP = rules(of_lookups())

local CACHE = rules(of_lookups(), {
    lru_size  = is("number"),
    shm_miss  = is("string"),
    shm_locks = is("string"),
    ipc_shm   = is("string"),
    ipc       = {
        kind   = "table",
        fields = rules({
            register_listeners = { kind = "function", required = true },
        }, {
            broadcast = { kind = "function", required = true },
            poll      = is("function"),
        }),
    },
})

local BULK = rules { concurrency = { kind = "number", above = 0 } }


-- What is wrong with options that go by a name; nil where nothing is.
local function fault(name, options, list)
    if type(options) ~= "table" then
        return name .. " must be a table"
    end
    for i = 1, #list do
        local rule = list[i]
        local value, wrong = options[rule.name], nil
        if value == nil and not rule.required then
            wrong = nil
        elseif type(value) ~= rule.kind then
            wrong = " must be a " .. rule.kind
        elseif rule.least and value < rule.least then
            wrong = " must be >= " .. rule.least
        elseif rule.above and value <= rule.above then
            wrong = " must be > " .. rule.above
        elseif rule.fields then
            local nested = fault(name .. "." .. rule.name, value, rule.fields)
            if nested then
                return nested
            end
        end
        if wrong then
            return name .. "." .. rule.name .. wrong
        end
    end
end


-- What is wrong with a cache's options.
function _M.cache_fault(opts)
    if type(opts) == "table" and opts.ipc ~= nil and opts.ipc_shm ~= nil then
        return "cannot specify both of opts.ipc_shm and opts.ipc"
    end
    return fault("opts", opts, CACHE)
end


-- What is wrong with the options of a bulk.
function _M.bulk_fault(opts)
    return fault("opts", opts, BULK)
end


-- The settings of one lookup, its own options before the cache's; nil and what is wrong with the options.
function _M.settings(cache, opts)
    if opts == nil then
        return cache
    end
    local wrong = fault("opts", opts, LOOKUP)
    if wrong then
        return nil, wrong
    end
    local own = {}
    for i = 1, #LOOKUP do
        local name = LOOKUP[i].name
        own[name] = opts[name]
    end
    return setmetatable(own, { __index = cache })
end


return _M
