local out, calls, fns = {}, 0, {}
local function show(v, depth)
  local kind = type(v)
  if kind == "number" then return v ~= v and "nan" or tostring(v) end
  if kind == "string" then return ("%q"):format(v) end
  if kind ~= "table" then return kind == "nil" and "nil" or kind == "boolean" and tostring(v) or "<" .. kind .. ">" end
  if (depth or 0) > 2 then return "{..}" end
  local parts = {}
  for k, x in next, v do parts[#parts + 1] = "[" .. show(k, 3) .. "]=" .. show(x, (depth or 0) + 1) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end
local function emit(...)
  if #out >= 250 then error("limit of lines", 0) end
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = show((select(i, ...))) end
  out[#out + 1] = table.concat(parts, " ")
end
local function tick() calls = calls + 1 if calls > 1200 then error("limit of calls", 0) end end
local function clamp(x) if x ~= x or x == 1/0 or x == -1/0 then return 2 end return math.floor(x) % 6 end
local function cut(s) return #s > 40 and s:sub(1, 40) or s end
local function sorted(t)
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = k end
  table.sort(keys, function(x, y)
    if type(x) ~= type(y) then return type(x) < type(y) end
    return x < y
  end)
  local i = 0
  return function() i = i + 1 return keys[i], t[keys[i]] end
end
-- The values without nil: a table with holes may have any of several lengths.
local function list(...)
  local values = {}
  for i = 1, select("#", ...) do values[#values + 1] = (select(i, ...)) end
  return values
end
local mt = {}
local function object(v) return setmetatable({v = v, list = {v, v}}, mt) end
local function plain(x) return type(x) == "table" and x.v or x end
mt.__index = {get = function(self, x) return self.v + x end}
mt.__add = function(x, y) return object(plain(x) + plain(y)) end
mt.__sub = function(x, y) return object(plain(x) - plain(y)) end
mt.__unm = function(x) return object(-x.v) end
mt.__concat = function(x, y) return show(plain(x)) .. "+" .. show(plain(y)) end
mt.__eq = function(x, y) return x.v == y.v end
mt.__lt = function(x, y) return plain(x) < plain(y) end
mt.__le = function(x, y) return plain(x) <= plain(y) end
mt.__call = function(self, x) return x end
mt.__tostring = function(self) return "object " .. show(self.v) end
return out, show, emit, tick, clamp, cut, sorted, list, object, fns
