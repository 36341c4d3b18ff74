-- SPDX-License-Identifier: Apache-2.0

-- Does anything with ffi, chosen at random by the numbers given: whatever a script does, it may get a Lua error, but never
-- ends the run otherwise. Returns how many operations went well.

local seed, count = ...
local ffi = require "ffi"
local C, random = ffi.C, math.random
math.randomseed(seed)

ffi.cdef [[
struct foo { int a; char b[4]; struct foo *next; union { int u; float f; }; int low:5; unsigned high:27; };
enum en { A, B = 5, C };
typedef int (*callback)(int);
struct tail { int n; double d[?]; };
typedef struct { int x; struct { char q; int64_t l; } in_; double d[2]; enum en e; bool bo; callback fn; const char *s; } big;
int abs(int); size_t strlen(const char *); void *malloc(size_t);
void *memcpy(void *, const void *, size_t); void *memset(void *, int, size_t);
int memcmp(const void *, const void *, size_t);
int inet_pton(int, const char *, void *); const char *inet_ntop(int, const void *, char *, unsigned int);
]]

local words = {
    "int", "char", "const", "unsigned", "long", "*", "[3]", "[?]", "[]", "struct", "union", "enum", "foo", "{", "}", ";",
    "(", ")", ",", "int a", "b", "$", "void", "double", "bool", "struct foo", "big", "callback", "int64_t", "...", "3", "-1",
    "sizeof", "=", "<<", "?", ":", "'a'", '"x"', "__attribute__((packed))", "typedef", "static", "&", "0x7fffffff",
    "99999999999", "#", "pragma", "pack", "\n", "//", "/*", "*/", "asm",
}
local types = {
    "int", "char", "uint8_t", "int64_t", "uint64_t", "double", "float", "bool", "struct foo", "struct foo*", "struct foo[3]",
    "char[8]", "int[2][2]", "const char*", "void*", "big", "big[2]", "enum en", "callback", "struct tail", "int[?]",
    "const int[3]", "uint32_t*", "int**", "struct foo&", "void",
}
local numbers = { 0, 1, -1, 3, 0.5, 1/0, -1/0, 0/0, 2^31, 2^32, 2^53, 2^63, -2^63, 100, 65536, 1e300, 5LL, 7ULL }
local keys = { "a", "b", "next", "u", "f", "low", "high", "x", "in_", "d", "e", "bo", "fn", "s", "l", "q", "n", "zz", "" }
local functions = { "abs", "strlen", "malloc", "memcpy", "memset", "memcmp", "inet_pton", "inet_ntop" }

local pool = {}

local function one_of(list)
    return list[random(#list)]
end

local function text()
    local parts = {}
    for i = 1, random(8) do
        parts[i] = one_of(words)
    end
    return table.concat(parts, " ")
end

local value

local function list()
    local made = {}
    for i = 1, random(0, 4) do
        made[random(2) == 1 and i or one_of(keys)] = value(true)
    end
    return made
end

function value(flat)
    local kind = random(10)
    if kind <= 2 then
        return one_of(numbers)
    elseif kind == 3 then
        return one_of { "", "abc", "hello", "A", "B" }
    elseif kind == 4 then
        return nil
    elseif kind == 5 then
        return random(2) == 1
    elseif kind == 6 and not flat then
        return list()
    elseif kind == 7 then
        return one_of(types)
    elseif kind == 8 then
        return print
    end
    return #pool > 0 and one_of(pool) or random(-5, 20)
end

local function length()
    return random(-2, 40)
end

local function ctype()
    local kind = random(5)
    return kind == 1 and text() or kind == 2 and #pool > 0 and one_of(pool) or one_of(types)
end

local operations = {
    function() return ffi.new(ctype(), length(), value(), value()) end,
    function() return ffi.new(one_of(types), length()) end,
    function() return ffi.new(one_of(types), list()) end,
    function() return ffi.new(one_of(types)) end,
    function() return ffi.cast(ctype(), value()) end,
    function() return ffi.typeof(text(), value()) end,
    function() return ffi.typeof(one_of(types)) end,
    function() ffi.cdef(text()) end,
    function() return ffi.string(value(), length()) end,
    function() ffi.copy(value(), value(), length()) end,
    function() ffi.fill(value(), length(), value()) end,
    function() return ffi.sizeof(ctype(), length()) end,
    function() return ffi.offsetof(ctype(), one_of(keys)) end,
    function() return ffi.istype(ctype(), value()) end,
    function() return C[one_of(functions)](value(), value(), length(), length()) end,
    function() return C[one_of(functions)](value(), value(), length()) end,
    function() return one_of(pool)[value()] end,
    function() return one_of(pool)[one_of(keys)] end,
    function() return one_of(pool)[random(-1, 3)] end,
    function() one_of(pool)[one_of(keys)] = value() end,
    function() one_of(pool)[random(-1, 3)] = value() end,
    function() return one_of(pool)(length(), value()) end,
    function() return value() + value() end,
    function() return value() - value() end,
    function() return value() * value() end,
    function() return value() == value(), value() < value() end,
    function() return value() <= value() end,
    function() return value() .. value() end,
    function() return -value() end,
    function() return #value() end,
    function() return tostring(value()), tonumber(value()) end,
}

local succeeded = 0
for _ = 1, count do
    local ok, result = pcall(one_of(operations))
    if ok then
        succeeded = succeeded + 1
    else
        assert(type(result) == "string" and not result:find("java", 1, true), result)
    end
    if type(result) == "cdata" then
        pool[#pool < 200 and #pool + 1 or random(#pool)] = result
    end
end
return succeeded
