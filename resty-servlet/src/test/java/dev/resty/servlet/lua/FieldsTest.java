// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that are mostly numbers, used by code that finds several at once, while other code does anything to their tables. */
class FieldsTest {

    /** Functions with many fields of one table, between changes of it by chance; gives a list of all that came out. */
    private static final String PROGRAM = """
            local seed = SEED
            local function random(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end
            local out = {}
            local function put(...)
              for i = 1, select("#", ...) do out[#out + 1] = tostring((select(i, ...))) end
            end
            local sum = setmetatable({}, {__add = function() return 3 end, __mul = function() return 5 end})
            local function move(o, d)
              o.x = o.x + d * o.y
              o.y = o.y - d
              o.z = o.x * 2 + o.y
              return o.x + o.y + o.z
            end
            local function walk(list, n)
              local s = 0
              for i = 1, n do
                local o, p = list[i], list[n]
                local x, y, z = o.x, o.y, o.z
                p.x = p.x + x
                o.z = p.x - o.y * z
                o.y = y + 1
                if o.z > 1e6 then o.z = 1 end
                s = s + o.x + o.z
              end
              return s
            end
            local function touch(o, change)
              local a = o.x + o.y + o.z * o.x
              change(o)
              o.z = o.x + o.y
              return a, o.x + o.y - o.z
            end
            local function count(o)
              for i = 1, 3 do
                o.n = o.n + 1
                o.x = o.x + o.n
                o.y = o.n
              end
              return o.n, o.x
            end
            local function turn(o, p, d)
              local x, y, z = o.x, p.y, d
              for i = 1, 2 do
                x, y, z = y * d, z + x, x
                o.x, o.y, p.x, p.z = o.x + y, p.z * d, z, o.y - x
                o.n, p.n, o.n = p.n, o.n, d
                x, o.z = o.z, y + i
              end
              return x, y, z
            end
            local values = {1, 2.5, "7", "a", 0 / 0, -0.0, sum, true, 1e15}
            local names = {"x", "y", "z", "n", "q"}
            local changes = {
              function(o) o[names[random(5)]] = values[random(9)] end,
              function(o) o[names[random(5)]] = nil end,
              function(o) for i = 1, random(12) do o["k" .. random(20)] = i end end,
              function(o) for _, k in ipairs(names) do if random(2) == 1 then o[k] = nil end end end,
              function(o) table.clear(o) o.y = 1 o.x = 2 end,
              function(o) setmetatable(o, {__mode = random(2) == 1 and "k" or nil}) end,
              function(o) setmetatable(o, {__index = {x = 1, y = 2, z = 3, n = 4}}) end,
              function(o) setmetatable(o, {__newindex = function(t, k, v) rawset(t, k, v) end}) end,
              function(o) o.x, o.y, o.z, o.n = 1, 2, 3, 4 end,
              function(o) o.x = 1 o.y = 2 o.z = 3 o.n = 4 end,
            }
            require "table.clear"
            local function new(k)
              if k == 1 then return {x = 1, y = 2, z = 3, n = 0} end
              if k == 2 then return {n = 0, z = 3, y = 2, x = 1, name = "o"} end
              local o = {}
              o.name = "p" o.x = 1 o.y = 2 o.z = 3 o.n = 0
              return o
            end
            local list = {}
            for i = 1, 4 do list[i] = new(i) end
            local function nothing() end
            for turn = 1, 400 do
              local o = list[random(4)]
              for i = 1, random(9) do put(pcall(move, o, random(3) / 2)) end
              put(pcall(walk, list, 4))
              put(pcall(touch, o, random(3) == 1 and changes[random(#changes)] or nothing))
              put(pcall(count, o))
              if random(8) == 1 then put(pcall(turn, o, list[random(4)], random(4) / 4)) end
              if random(5) == 1 then changes[random(#changes)](list[random(4)]) end
              if random(9) == 1 then list[random(4)] = new(random(3)) end
              put(o.x, o.y, o.z, o.n)
              local s = {}
              for k, v in pairs(o) do s[#s + 1] = k .. "=" .. tostring(v):gsub("^table.*", "table") end
              table.sort(s)
              put(table.concat(s, ","))
            end
            return (table.concat(out, "\\n"):gsub("table: %w+", "table"))
            """;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void fields_changedByChance_areTheSameCompiledAndInterpreted(int seed) {
        String source = PROGRAM.replace("SEED", Integer.toString(seed * 7919));
        String compiled = new Lua(Backend.COMPILER).show(source);
        assertThat(compiled).isEqualTo(new Lua(Backend.INTERPRETER).show(source));
        assertThat(compiled).contains("attempt to").contains("nan").contains("-0");
    }

    @Test
    void field_ofAnotherTableInTheNextTurn_isThatOne() {
        assertThat(Lua.eval("""
                local list, s = {}, 0
                for i = 1, 50 do list[i] = i % 2 == 0 and {a = i, b = 1, c = 0} or {c = 0, d = 2, b = 1, a = i} end
                for r = 1, 20 do
                  for _, o in ipairs(list) do o.c = o.c + o.a * o.b o.a = o.a + 1 s = s + o.c end
                end
                return s, list[1].c, list[2].c""")).isEqualTo("334250 | 210 | 230");
    }
}
