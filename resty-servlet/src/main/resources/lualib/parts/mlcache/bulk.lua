-- SPDX-License-Identifier: Apache-2.0

-- Of resty.mlcache: many lookups at once. A bulk has four slots for a lookup (key, options, callback, its argument),
-- the results three (value, error, hit level).

local _, native = ...

local arguments, first, loading = native.arguments, native.first_level, native.loading
local check, raise              = arguments.check, arguments.raise
local ceil, floor, max, min     = math.ceil, math.floor, math.max, math.min
local log, DEBUG, ERR           = ngx.log, ngx.DEBUG, ngx.ERR

local CONCURRENCY = 3

local WRONG_SLOT    = "%s at index %d must be a %s for operation %d (got %s)"
local WRONG_OPTIONS = "options at index %d for operation %d are invalid: %s"

local Bulk = {}
Bulk.__index = Bulk

local _M = {}


function Bulk:add(key, opts, cb, arg)
    local base = 4 * self.n
    self[base + 1], self[base + 2], self[base + 3], self[base + 4] = key, opts, cb, arg
    self.n = self.n + 1
end


-- The expected number of lookups is taken and not needed.
function _M.new_bulk(_)
    return setmetatable({ n = 0 }, Bulk)
end


local function following(res, number)
    local base = 3 * number
    if base < res.n then
        return number + 1, res[base + 1], res[base + 2], res[base + 3]
    end
end


function _M.each_bulk_res(res)
    if not res.n then
        raise("res must have res.n field; is this a get_bulk() result?")
    end
    return following, res, 0
end


-- A lookup of a bulk, or what is wrong with it.
local function operation(self, bulk, number)
    local base = 4 * (number - 1)
    local key, opts, cb = bulk[base + 1], bulk[base + 2], bulk[base + 3]
    if type(key) ~= "string" then
        return nil, WRONG_SLOT:format("key", base + 1, "string", number, type(key))
    end
    if type(cb) ~= "function" then
        return nil, WRONG_SLOT:format("callback", base + 3, "function", number, type(cb))
    end
    local settings, wrong = arguments.settings(self, opts)
    if not settings then
        return nil, WRONG_OPTIONS:format(base + 2, number, wrong)
    end
    return { number = number, key = key, settings = settings, cb = cb, arg = bulk[base + 4] }
end


local function answer(res, number, value, err, level)
    local base = 3 * (number - 1)
    res[base + 1], res[base + 2], res[base + 3] = value, err, level
end


-- Answers a lookup from the first two levels. Returns whether they could.
local function find(self, op, res)
    local held, value = first.find(self, op.key)
    if held then
        answer(res, op.number, value, nil, 1)
        return true
    end
    local err, level
    value, err, level, op.stale = loading.find(self, op.key, op.settings.l1_serializer)
    answer(res, op.number, value, err, level)
    return err ~= nil or level ~= nil
end


-- Runs the callbacks of some lookups, one after the other.
local function load_some(self, pending, from, to, res)
    for i = from, to do
        local op = pending[i]
        local refusal, value, err, level = loading.load(self, op.key, op.settings, op.stale, op.cb, op.arg)
        if refusal then
            error(refusal)
        end
        answer(res, op.number, value, err, level)
    end
end


-- Runs the callbacks of a bulk: an equal share in each of some light threads, the last share in the caller's, all of
-- them there where there are no light threads.
local function load_all(self, pending, concurrency, res)
    local light, debugged = ngx.thread, self.debug
    local count = #pending
    local runners = light and max(1, floor(min(count, concurrency))) or 1
    local share = ceil(count / concurrency)
    if debugged then
        log(DEBUG, "spawning ", runners - 1, " threads to run ", count, " callbacks")
    end

    local threads = {}
    for runner = 1, runners do
        local own = runner == runners
        local from = (runner - 1) * share + 1
        local to = own and count or min(runner * share, count)
        if from <= to then
            if debugged then
                log(DEBUG, own and "main thread" or "thread " .. runner, " running callbacks ", from, " to ", to)
            end
            if own then
                load_some(self, pending, from, to, res)
            else
                threads[runner] = light.spawn(load_some, self, pending, from, to, res)
            end
        end
    end
    for number, thread in ipairs(threads) do
        local ok, err = light.wait(thread)
        if not ok then
            log(ERR, "failed to wait for thread number ", number, ": ", err)
        end
    end
end


function _M.get_bulk(self, bulk, opts)
    check("table", "bulk", bulk)
    if not bulk.n then
        raise("bulk must have n field")
    end
    local unfit = opts ~= nil and arguments.bulk_fault(opts)
    if unfit then
        raise(unfit)
    end
    local operations = {}
    for number = 1, bulk.n do
        local op, wrong = operation(self, bulk, number)
        if not op then
            raise(wrong)
        end
        operations[number] = op
    end

    local res, pending = { n = 3 * bulk.n }, {}
    for _, op in ipairs(operations) do
        if not find(self, op, res) then
            pending[#pending + 1] = op
        end
    end
    if #pending > 0 then
        load_all(self, pending, opts and opts.concurrency or CONCURRENCY, res)
    end
    return res
end


return _M
