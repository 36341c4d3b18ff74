--- number
{n} + {n}
{n} - {n}
{n} * {n}
{n} / {n}
{n} % {n}
{n} ^ {i}
-{n}
- {n} - {n}
#{s}
#{t}
({t})[{i}] or {n}
{t}[{n}] or {n}
{m}.{k} or {n}
{m}[ {s} ] or {n}
{f}({n}) or {n}
{f}({n}, {n}) or {n}
{f}({n}, {n}, {n}, {n}, {n}, {n}) or {n}
{b} and {n} or {n}
{n} or {n}
({n} and {n})
tonumber({s}) or {n}
tonumber({s}, 16) or {n}
tonumber("{i}{i}", {base}) or {n}
select("#", {v}, {v}, nil)
(select({p}, {n}, {n}, {n}, {n}, {n}))
math.floor({n})
math.ceil({n})
math.abs({n})
math.max({n}, {n}, {n})
math.min({n}, {n})
math.fmod({n}, {p})
math.sqrt(math.abs({n}))
(math.modf({n}))
math.ldexp({p}, {i})
(math.frexp({i}))
math.huge
bit.band({z}, {z})
bit.bor({z}, {z}, {z})
bit.bxor({z}, {z})
bit.lshift({z}, {i})
bit.rshift({z}, {i})
bit.arshift({z}, {i})
bit.rol({z}, {i})
bit.bnot({z})
bit.tobit({z})
bit.bswap({z})
({s}):byte({i}) or {n}
({s}):len()
({s}):find({s}, {p}, true) or {n}
({s}):find("[{set}]") or {n}
select(2, ({s}):gsub("{pat}", "x"))
#({s} .. {n})
"{i}" + {n}
"0x{i}" * {n}
" {i} " - {n}
({n} .. "") + 0
(function({name}) return {n} end{/})({n})
(function(...) return select("#", ...) end)({v}, {v})
(function(...) local x, y = ... return y or {n} end)({n}, {n})
(#{t} > 0 and {t}[#{t}] or {n})
{o}.v or {n}
({o} + {n}).v
({n} - {o}).v
(-{o}).v
#{o}.list
{o}({n})
{o}:get({n})
({b}) == true and {n} or {n}
--- string
{s} .. {s}
{s} .. {n}
{n} .. {s}
{n} .. {n}
{s} .. {s} .. {n} .. {s}
tostring({n})
tostring({b})
tostring(nil)
({s}):upper()
({s}):lower()
({s}):rep({i})
({s}):rep({i}, ",")
({s}):reverse()
({s}):sub({i})
({s}):sub({p}, {i})
({s}):sub(-{p}, -{p})
({s}):sub({z}, {z})
string.char(65 + clamp({n}), 97)
string.format("%d", clamp({n}))
string.format("%5.2f|%-5d|%05d", {fin}, {i}, {p})
string.format("%s %q", {s}, {s})
string.format("%x %X %o %c", {p}, {p}, {p}, 65 + {i})
string.format("%10s|%-10s|%.2s", {s}, {s}, {s})
string.format("%g %e", {fin}, {fin})
string.format("%s", {n})
({s}):gsub("{pat}", "<%0>")
({s}):gsub("(%w)(%w)", "%2%1")
({s}):gsub("%w", \{a = "1", b = "2"})
({s}):gsub("%a", function(c) if {b} then return c .. c end end)
(({s}):gsub(".", "%%", {i}))
({s}):match("{pat}") or {s}
({s}):match("^(%a*)") 
({s}):match("()") .. ""
table.concat({t}, ",")
table.concat({t}, {s}, {p})
{b} and {s} or {s}
type({v})
{o} .. {s}
{s} .. {o}
tostring({o})
(function(...) return (...) end)({s}, {v})
--- boolean
{n} < {n}
{n} <= {n}
{n} > {n}
{n} >= {n}
{n} == {n}
{n} ~= {n}
{s} == {s}
{s} < {s}
{s} <= {s}
{s} ~= {s}
not {b}
not {v}
{b} and {b}
{b} or {b}
{v} == {v}
{v} ~= nil
{n} == {s}
{t} == {t}
{o} == {o}
{o} < {o}
{o} <= {n2o}
rawequal({v}, {v})
type({v}) == "number"
{n} < {n} and {n} >= {n}
not ({n} < {n})
({s}):find("{pat}") ~= nil
next({m}) == nil
--- list
\{{n}, {n}, {n}}
(\{{n}, nil, {n}})[1] == nil and \{} or \{{n}}
\{}
\{{n}, {f}({n}) or {n}}
\{unpack({t})}
\{{n}, unpack({t})}
list(unpack({t}, {i}, {i}))
\{(unpack({t}))}
\{[1] = {n}, [2] = {n}}
\{{n}; {n}, [#"abc"] = {n}}
\{({s}):byte(1, -1)}
{b} and {t} or {t}
(function(...) return \{...} end)({n}, {n})
--- map
\{}
\{{k} = {n}, other = {n}}
\{["{k}"] = {n}, w = {n}, [0] = {n}}
{b} and {m} or {m}
--- function
function({name}) return {n} end
function({name}, {name}) tick() return {n} end
function(...) return select("#", ...) end
function(...) local {name} = ... return {1} and {n} end
function({name}, ...) return {1} and {n} or (...) or {n} end
math.max
{b} and {f} or {f}
--- object
object({n})
--- STATEMENT
emit({v}, {v})
--
emit({n})
--
emit({s}, {b})
--
emit({t}, {m})
--
emit({f}({n}), \{{n}, {f}({n}, {n}), {n}})
--
emit(pcall(function() return {n}, {s} end))
--
emit(pcall(function()
{block}
end))
--
emit(pcall(function(...)
{block}
return ...
end, {v}, {v}))
--
emit(pcall(error, {v1}))
--
emit(pcall(error, {s}, {i}))
--
emit(pcall(function() error({s}, {i}) end))
--
emit(pcall(function() error(\{{n}, {s}}) end))
--
emit(pcall(function() error() end))
--
emit(pcall(function() local x = {wrong}; return {n} end))
--
emit(pcall(function() return {wrong} end))
--
emit(pcall(function() {wrong}()
end))
--
emit(pcall(function() return {n} + {wrong}.x end))
--
emit(pcall(function() {wrong}.x = {n} end))
--
emit(pcall(function() local t = {m} return t.x.y.z end))
--
emit(pcall(function() local t = {m} t.foo(1) end))
--
emit(pcall(function() local t = {m} t:foo(1) end))
--
emit(pcall(function() undefinedglobal({n}) end))
--
emit(pcall(function() return undefinedglobal.x end))
--
emit(pcall(function() return {n} + {v1} end))
--
emit(pcall(function() return {v1} .. {s} end))
--
emit(pcall(function() return {v1} < {n} end))
--
emit(pcall(function() return {v1} < {v1} end))
--
emit(pcall(function() return #{v1} end))
--
emit(pcall(function() return -{v1} end))
--
emit(pcall(function() local t = \{} t[nil] = 1 end))
--
emit(pcall(function() local t = \{} t[0/0] = 1 end))
--
emit(pcall(function() for x = {v1}, 3 do emit(x) break end end))
--
emit(pcall(function() for x = 1, {v1} do emit(x) break end end))
--
emit(pcall(function() for x in {v1} do emit(x) break end end))
--
emit(pcall(setmetatable, {v1}, {v1}))
--
emit(pcall(string.rep))
--
emit(pcall(string.rep, {v1}, {i}))
--
emit(pcall(("x").rep, {s}, {s}))
--
emit(pcall(string.sub, {v1}, {p}))
--
emit(pcall(string.format, "%d", {v1}))
--
emit(pcall(string.char, {z}, {i}))
--
emit(pcall(table.concat, \{{n}, {v1} or \{}, {s}}))
--
emit(pcall(table.insert, {t}, {p}, {v1}), pcall(table.insert, {t}, {s}, {n}), pcall(table.insert, {v1}, {n}))
--
emit(pcall(math.floor, {v1}))
--
emit(pcall(select, {z}, {v}))
--
emit(pcall(unpack, {v1}))
--
emit(pcall(next, \{}, {s}))
--
emit(pcall(tonumber, {s}, {z}))
--
emit(xpcall(function() return {wrong}.y end, function(e) return "handled " .. show(e) end))
--
emit(xpcall(function() error(\{code = {n}}) end, function(e) return type(e) == "table" and e.code end))
--
emit(xpcall(function(...) return ... end, emit, {v}, {v}))
--
emit(select({p}, {v}, {v}, {v}, {v}, {v}))
--
emit(select(-{p}, {v}, {v}, {v}, {v}, {v}))
--
emit(unpack({t}, {i}, {i}))
--
emit(\{unpack({t}, {i}, {i})})
--
emit((unpack({t})))
--
emit(pcall(pcall, error, {s}))
--
emit(assert({n}, {s}), pcall(assert, false, {v1}), pcall(assert, nil))
--
local q = {t}
q[#q + 1] = {n}
q[#q] = {n}
table.insert(q, {n})
emit(#q, table.remove(q), table.remove(q, 1), q)
--
local q = {t}
table.sort(q, function(x, y) if x ~= x or y ~= y then return false end return x > y end)
emit(#q)
--
local q = \{{i}, {z}, {p}, {i}, {z}, {z}, {p}}
table.sort(q)
emit(q)
table.sort(q, function(x, y) return x > y end)
emit(unpack(q))
--
local q = \{}
for x = 1, {i} do q[x] = x * {p} end
for x = {i}, 1, -1 do q[x] = nil end
emit(q, next(q) == nil)
--
local q = \{{n}, {n}, n = {n}, [{p}] = {n}, [ {s} ] = {n}, [{fin}] = {n}}
q[{p}], q.n = q.n, q[{p}]
emit(q)
--
local q, r = \{}, {p}
q[r], r = {n}, r + 1
r, q[r] = r + 1, {n}
emit(q, r)
--
local q = \{}
for x = {p}, {p} + 12 do q[x * {p}] = x end
local total = 0
for key, value in pairs(q) do total = total + key * value end
emit(total)
--
local q = \{x = {n}}
for x = 1, 20 do q["k" .. x] = x end
for x = 1, 20, {p} do q["k" .. x] = nil end
emit(q)
--
for word in ({s}):gmatch("{pat}") do emit(word) end
--
for x, y in ({s} .. "=" .. {s}):gmatch("(%w+)=(%w*)") do emit(x, y) end
--
emit(({s}):gsub("{pat}", {s1}))
--
emit(({s}):find("{pat}", {z}))
--
emit(({s}):match("({pat})(.?)"))
--
emit(string.byte({s}, {z}, {z}))
--
local co = coroutine.wrap(function(...)
emit(...)
{yblock}
return {n}
end)
emit(pcall(co, {n}, {s}))
emit(pcall(co, {n}))
emit(pcall(co))
emit(pcall(co))
--
local co = coroutine.create(function(x, ...)
local y, z = coroutine.yield(x, ...)
{yblock}
local ok, e = pcall(function() local r = coroutine.yield(y) if {b} then error(r) end return r end)
coroutine.yield(ok, e)
if {b} then error({v1}) end
return {n}, {s}
end)
for step = 1, {p} + 3 do emit(coroutine.status(co), coroutine.resume(co, step, {v1})) end
emit(coroutine.status(co))
--
local q = setmetatable(\{}, \{__index = function(t, k) return coroutine.yield(k) end, __add = function(x, y) return coroutine.yield("add") end, __lt = function() return coroutine.yield("lt") end, __concat = function(x, y) return coroutine.yield("cat") end, __call = function(self, x) return coroutine.yield(x) end, __eq = function() return coroutine.yield("eq") end})
local co = coroutine.wrap(function() local r = q.x emit(r, q + {n}, q < q, q .. {s}, q({n}), q == setmetatable(\{}, getmetatable(q))) return "done" end)
for step = 1, 7 do emit(pcall(co, step)) end
--
local function numbers(n) return coroutine.wrap(function() for x = 1, n do coroutine.yield(x, x * {n}) end end) end
for x, y in numbers({i}) do emit(x, y) end
--
local co co = coroutine.create(function() emit(coroutine.status(co), coroutine.running() == co, pcall(coroutine.resume, co)) return coroutine.isyieldable and 1 end)
emit(coroutine.resume(co)) emit(coroutine.resume(co))
--
local co = coroutine.wrap(function() error({v1}) end)
emit(pcall(co))
emit(pcall(co))
--
local co = coroutine.wrap(function() local function deep(x) if x == 0 then coroutine.yield("deep") return {n} end return 1 + deep(x - 1) end emit(deep({i})) return (function(...) return coroutine.yield(...) end)({n}, {s}) end)
emit(co()) emit(co({n})) emit(co({s}))
--
local q = setmetatable(\{}, \{__index = {m}, __newindex = function(t, k, v) rawset(t, k, v) emit("set", k, v) end})
q.{k} = {n}
q.{k} = {n}
q[{p}] = {n}
emit(q, q.{k}, q.{k}, rawget(q, "{k}"))
--
local base = \{name = {s}, get = function(self, x) return self.name, x end}
base.__index = base
local q = setmetatable(\{}, setmetatable(\{__index = base, __call = function(self, x, ...) return x, select("#", ...) end, __tostring = function() return "q!" end, __unm = function() return {n} end, __len = function() return 42 end, __mod = function(x, y) return "mod" end, __pow = function() return "pow" end, __div = function() return "div" end, __mul = function(x, y) return type(x) .. type(y) end}, base))
emit(q:get({n})) emit(q({n}, {v}, {v})) emit(tostring(q), -q, #q, q % 2, 2 ^ q, q / q, q * 2, 2 * q)
emit(pcall(function() return q + 1 end))
emit(pcall(function() return q < q end))
emit(pcall(function() return q .. "x" end))
--
local mt = \{__eq = function(x, y) return true end, __lt = function(x, y) return x.v < y.v end, __le = {b} and function(x, y) return x.v <= y.v end or nil, __metatable = "locked"}
local q, r = setmetatable(\{v = {n}}, mt), setmetatable(\{v = {n}}, mt)
emit(q == r, q ~= r, q < r, q <= r, q > r, q >= r, q == 1, getmetatable(q), pcall(setmetatable, q, nil))
--
local q = {p} * 100
local function loop(x, acc) if x == 0 then return acc end return loop(x - 1, acc + x) end
emit(loop(q, 0))
--
local function sum(x) if x == 0 then return 0 end return x + sum(x - 1) end
emit(sum({p} * 20))
--
local function even(x) if x == 0 then return true end return fns.odd(x - 1) end
function fns.odd(x) if x == 0 then return false end return even(x - 1) end
emit(even({p} * 31))
--
local q = \{}
for x = 1, 3 do local y = x * {n} q[x] = function(z) y = y + (z or 0) x = x + 1 return x, y end end
emit(q[1]({n})) emit(q[2]()) emit(q[1]()) emit(q[3]())
--
local q, x = \{}, 0
while x < 3 do x = x + 1 local y = x q[x] = function() y = y + 1 return x, y end end
for _, fn in ipairs(q) do emit(fn()) emit(fn()) end
--
local q = \{}
local x = 0
repeat local y = x q[#q + 1] = function() y = y + 1 return y end x = x + 1 until y >= {i} and #q > 1
for _, fn in ipairs(q) do emit(fn(), fn()) end
--
do
local x = 0
::top::
local y = x
fns[#fns + 1] = function() y = y + 1 return y end
x = x + 1
if x < {p} then goto top end
emit(x, y)
end
--
do for x = 1, 4 do
for y = 1, 3 do
if y == {i} then goto continue end
if x == {i} then goto done end
emit(x, y)
::continue::
end
end
::done:: end
--
emit(loadstring("return ...", "=l")({v}, {v}))
--
emit(loadstring("x = = 1", "=l"))
--
emit(pcall(loadstring("local t = nil; return t.x", "=l")))
--
local env = \{emit = emit}
local fn = setfenv(loadstring("x = ... emit(x, y) y = x", "=l"), env)
fn({n}) fn({s}) emit(env.x, env.y, getfenv(fn) == env)
--
glob{i} = {v1}
emit(glob{i}, glob{i})
--
function fns.m{i}(x, y) return x, y, {n} end
emit(pcall(fns.m{i}, {n}))
--
function fns:n{i}(x) return self == fns, x end
emit(fns["n" .. {i}] and fns["n" .. {i}](fns, {n}))
--
emit(("x"):rep({i}), #"abc", ("%d"):format({p}), -{p} ^ 2, 2 ^ -1, not nil == true, 1 .. 2)
--
emit(1e15, 2 ^ 53, 1e100, -1e-7, 123456.789e3, 0x7fffffff + 1, 0xffffffff, 5 % -3, -5 % 3, 5.5 % -2, -0.0, 0 * -1, 1 / -0.0, 1 % (1/0), -1 % (1/0))
--
emit(tostring(1e15), 1e14, 123456789012, 0.1, 1/3, -1/3, 100, 1e300 * 1e10, 3.14159265358979)
--
emit(tonumber("0x1p4"), tonumber("1e1"), tonumber(" 12 "), tonumber("12a"), tonumber(""), tonumber("0b11"), tonumber("1 2"), tonumber("z", 36), tonumber("8", 8), tonumber("inf"), tonumber(".5"), tonumber("5."), tonumber("."))
--
emit(10 == "10", "10" + 0 == 10, "a" < "b", "a" < "B", "" < "a", "a\0b" < "a\0c", "Z" < "a", "\200" < "a")
--
emit(math.floor(-0.5), math.ceil(-1.5), math.max({n}, {n}), math.fmod(-5, 3), math.fmod(5, -3), math.modf(-3.7))
--
emit(rawequal("a", "a"), rawlen and 1, rawget({m}, "x"), type(next))
--
emit(table.maxn({t}), table.getn and 1, #{t}, select("#"), select("#", nil, nil))
--
emit(pcall(function(...) local x, y, z = ... return z, y, x, ... end, {v}, {v}))
--
emit((function(...) return ... end)(({v}), (({v})), nil))
--
local x, y, z = (function() return {n}, {s}, {n}, {n} end)()
emit(x, y, z)
--
local x, y, z = (function() return {n}, {s} end)(), {n}
emit(x, y, z)
--
local q = \{(function() return {n}, {n}, {n} end)(), (function() return {n}, {n}, {n} end)()}
emit(#q, q)
--
local q = \{f = function(...) return select("#", ...), ... end}
emit(q.f({v}, (q.f({v}))), q.f(q.f({v})))
--
local i = 1
i, fns.x, i = i + 1, i, i + 2
emit(i, fns.x)
--
local x = 1
local function bump() x = x + 1 return x end
emit(x, bump(), x, x + bump(), bump() + x, x < bump(), x .. bump())
local q = \{}
q[x] = bump()
q[bump()], x = x, bump()
emit(q, x)
--
local q = {wrong}
emit(pcall(function() return q.x end), pcall(function() q.x = 1 end), pcall(function() q() end), pcall(function() return q + 1 end))
--
local q = newproxy and newproxy(true)
getmetatable(q).__index = function(_, k) return k .. "!" end
getmetatable(q).__len = function() return {n} end
emit(q.x, #q, type(q))
--
emit(string.format("%q", "a\nb\\\"\0c\r"), ("%s|%10.3s|"):format({s}, {s}), ("%i%%"):format({p}))
--
emit(string.format("%.3f %.0f %5.1f %+d % d %#x", {fin}, {fin}, {fin}, {p}, {p}, {p}))
--
emit(("abc"):byte(-1), ("abc"):byte(10), ("abc"):sub(-100, 100), ("abc"):sub(2, 1), ("äö"):len())
--
emit(pcall(string.gsub, {s}, "(", "x"), pcall(string.find, {s}, "[a"), pcall(string.find, {s}, "%"), pcall(string.gsub, {s}, ".", "%9"))
--
local q = \{}
q[1], q[2], q[4] = {n}, {n}, {n}
q[3] = {n}
emit(#q) q[#q] = nil emit(#q) q[#q] = nil emit(#q)
--
local q = setmetatable(\{}, \{__index = function(t, k) tick() rawset(t, k, {n}) return {n} end})
emit(q[1], q[1], q.x, #q)
--
local q = setmetatable(\{}, \{__call = function(self, ...) return select("#", ...), ... end})
emit(q(), q({v}), q({v}, nil)) emit(pcall(q, {n}))
for x in (function() local n = 0 return setmetatable(\{}, \{__call = function() n = n + 1 if n < 3 then return n end end}) end)() do emit(x) end
--
local u = {n}
local function change(x) u = x return x end
emit(u + change({n}), u - change({n}) * u, u < change({n}), u .. change({n}), u == change({n}), (u) / change({p}), -u + change({n}))
local q = \{[1] = {n}, [2] = {n}}
u = {p}
q[u] = change({p})
emit(q[u], q[change(1)], u ^ change(2), u % change({p}), u, change({n}), u)
--
local u, w = {n}, {s}
local function change(x, y) u, w = w, x return y end
emit(w .. change({v1}, "z"), {b} and u or change({n}, u), \{u, change(u, u), u, w})
emit(pcall(function() u = u + change({v1}, {n}) return u, w end))
emit(pcall(function() local r = w .. u .. change({v1}, w) return r, u end))
--
local log = \{}
local function at(x, y) log[#log + 1] = x return y end
local q, r = \{}, \{}
at(1, q)[at(2, "a")], at(3, r)[at(4, "b")], q[at(5, 1)] = at(6, {n}), at(7, {v}), at(8, {n}), at(9, {v})
emit(log, q, r)
q, q.x, r = r, at(10, 1), q
emit(q, r, log)
local t, i = \{}, 1
i, t[i], t[i + 1] = i + 1, {n}, i
emit(i, t)
--
emit(pcall(ipairs), pcall(pairs), pcall(ipairs, nil), pcall(pairs, {v1}), pcall(next), pcall(unpack), pcall(setmetatable), pcall(tostring), pcall(tonumber), pcall(type), pcall(rawget), pcall(select), pcall(ipairs, {v1}))
--
emit(math.ceil(-0.5), math.floor(-0), 1 / math.ceil(-0.5), math.abs(-0), math.max(-0, 0), math.min(0, -0), math.fmod(-0, 1), -0 % 5, 0 % -5, math.floor({n}), math.ceil({n}), math.max({n}, 0/0, {n}))
--
local i, seen = 0, \{}
repeat
local x = i * {p}
seen[#seen + 1] = function(y) x = x + (y or 1) return x end
i = i + 1
if i == {i} then break end
until seen[#seen]() > {p} * 3 or i > 5
for _, fn in ipairs(seen) do emit(fn(2), fn()) end
--
local i, seen = 0, \{}
while true do
i = i + 1
local x = i
if i > {p} + 2 then break end
if i % 2 == 0 then goto continue end
do local y = x * 2 seen[#seen + 1] = function() x, y = y, x return x, y, i end end
if i == {i} then goto continue end
x = x + 0.5
::continue::
end
for _, fn in ipairs(seen) do emit(fn()) emit(fn()) end
--
local function outer(...)
local n = select("#", ...)
local q = \{...}
local function inner(x, ...) n = n + 1 return x, n, select("#", ...), ... end
return inner(...), inner(nil, ...), inner(q[1], nil, nil)
end
emit(outer()) emit(outer(nil)) emit(outer(nil, {v}, nil)) emit(outer({v}, nil))
--
local function last(...) return (select(select("#", ...), ...)) end
local function tail(x, ...) return ... end
local function swap(x, y, ...) return y, x, ... end
emit(last({v}, nil, {n}), tail({v}, nil), tail(tail({v}, {v}, nil)), swap({v}), swap({v}, {v}, nil, {n}))
emit(#\{tail(1, 2, 3)}, select("#", tail({v}, nil, nil)), (tail(1)), \{(tail(1, {n}, 3))})
--
emit("10" + 5, "3" * "4", 10 .. "", "0x10" + 0, " 7 " % 4, -"2", "2" ^ "3", "1e1" / 2, 1 .. 2 == "12", "10" < "9", pcall(function() return "10" < 9 end), pcall(function() return "a" + 1 end), pcall(function() return {s} * 2 end), pcall(function() return -{s} end), pcall(function() return {n} < {s} end))
--
local q = \{}
q[1], q["1"], q[1.5], q[-1], q[0], q[2^31], q[2^53] = {n}, {s}, {n}, {n}, {n}, {n}, {n}
emit(q[1], q["1"], q[1.5], q[-1], q[0], q[-0], q[2^31], q[2^53], q[2147483648], rawequal(q[1], q[1.0]))
for x = 10, 1, -1 do q[x] = x * {p} end
for x = 1, 10, {p} do q[x] = nil end
local count = 0
for k in pairs(q) do count = count + 1 end
emit(count, q)
--
local q = \{{n}, [2] = {n}, [1] = {n}, x = {n}, {n}, ["x"] = 3, [{p}] = {n}, [{p}] = 4}
emit(q)
q = \{[1] = {f}({n}), 2, x = {f}({n}), x = 1, [2] = 5}
emit(q)
--
local q = \{}
for x = 1, 3 do
for y = x, 3 do
local z = x * 10 + y
q[#q + 1] = function(d) z = z + d x = x + 1 return function() y = y + z return x, y, z end end
if y == {i} then break end
end
end
for x = 1, #q do emit(q[x]({p})()) end
emit(q[1](1)())
--
local n, m, k = {n}, {m}, {t}
emit(pcall(function() n = n + m.x return n end), pcall(function() m.x = m.y * n return m.x end), pcall(function() k[1] = k[1] + k[2] + n return k[1] end), pcall(function() m.x = m.x + 1 m.x = m.x + 1 return m.x end))
--
local q = setmetatable(\{x = {n}}, \{__index = function(t, k) if k == "y" then return {n} elseif k == "z" then return {s} end end, __newindex = function(t, k, v) rawset(t, k, v) end})
emit(pcall(function() return q.x + q.y end), pcall(function() return q.x + q.z end), pcall(function() return q.y * q.w end), pcall(function() q.w = q.x - q.y q.w = q.w * 2 return q.w end), pcall(function() return q.x < q.y, q.y < q.z end))
--
for x = {n}, {n} do tick() emit(x) if x > 3 or x < -3 then break end end
--
local x = {n}
for x = x, x + 2 do local x = x * 2 emit(x) if {b} then x = x + 1 emit(x) end end
emit(x)
--- YIELD
emit(coroutine.yield({v}, {v}))
--
for x = 1, {p} do emit(coroutine.yield(x)) end
--
emit(pcall(function() return coroutine.yield({n}), {wrong}.x end))
--
emit((function(...) return coroutine.yield(...) end)({v}, {n}))
--
emit(pcall(coroutine.yield, {v}))
--
emit(xpcall(function() coroutine.yield({n}) error({s}) end, function(e) return "h:" .. show(e) end))
--
local x = coroutine.wrap(function() coroutine.yield({n}) return {s} end)
coroutine.yield(x(), x())
