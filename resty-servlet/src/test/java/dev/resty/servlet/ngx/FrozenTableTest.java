// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.LuaScalar;
import dev.resty.servlet.resty.RestyLibraries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that workers share: {@code resty.frozen}, and the module {@code resty.dict}. */
class FrozenTableTest {

    private final NgxVm vm = new NgxVm();

    @BeforeEach
    void libraries() {
        RestyLibraries.install(vm.ngx.worker(), vm.ngx.services());
    }

    private String run(String code) {
        return vm.run("local frozen, dictx, d = require 'resty.frozen', require 'resty.dict', ngx.shared.dogs " + code);
    }

    private static final String TABLE =
            "local t = frozen.new({ 'a', 'b', n = 1.5, yes = true, none = ngx.null, inner = { 1, { deep = 'x' } } }) ";

    @Test
    void frozenTable_readsAsAnyTable() {
        assertThat(run(TABLE + "return #t, t[1], t.n, t.yes, t.none == ngx.null, t.inner[2].deep, t.nope"))
                .isEqualTo("2 a 1.5 true true x nil");
        assertThat(run(TABLE + "local n = 0 for k, v in pairs(t) do n = n + 1 end "
                        + "local s = '' for i, v in ipairs(t) do s = s .. i .. v end return n, s, type(t), next({}) "))
                .isEqualTo("6 1a2b table nil");
        assertThat(run(TABLE + "return table.concat(t, ','), unpack(t)")).isEqualTo("a,b a b");
        assertThat(run("return require('cjson').encode(frozen.new({ a = { 1, 2 } }))"))
                .isEqualTo("{\"a\":[1,2]}");
        assertThat(run("return frozen.is_frozen(frozen.new({})), frozen.is_frozen({}), frozen.is_frozen(1)"))
                .isEqualTo("true false false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t[1] = 2",
                "t.new = 2",
                "t[3] = 2",
                "t.n = nil",
                "t.inner[1] = 2",
                "t.inner[2].deep = 'y'",
                "rawset(t, 1, 2)",
                "rawset(t, 'new', 2)",
                "table.insert(t, 'c')",
                "table.insert(t, 1, 'c')",
                "table.remove(t)",
                "table.remove(t, 1)",
                "table.sort(t, function(a, b) return a > b end)",
                "table.clear(t)",
                "setmetatable(t, {})",
                "setmetatable(t, nil)",
                "debug.setmetatable(t, {})",
            })
    void writing_isAnError_andChangesNothing(String write) {
        assertThat(run(TABLE + "local ok, err = pcall(function() " + write + " end) return ok, err, t[1], t[3], t.new"))
                .matches("false test:1: attempt to modify a frozen table a nil nil");
    }

    @Test
    void whatCannotBeFrozen_isAnErrorThatSaysWhy() {
        assertThat(error("frozen.new({ f = print })")).contains("can't freeze a function");
        assertThat(error("frozen.new({ [{}] = 1 })")).contains("can't freeze a table");
        assertThat(error("frozen.new(setmetatable({}, {}))")).contains("can't freeze a table with a metatable");
        assertThat(error("local t = {} t.t = { t } frozen.new(t)")).contains("a table that contains itself");
        assertThat(error("local t = {} for i = 1, 300 do t = { t } end frozen.new(t)"))
                .contains("nested deeper");
        assertThat(error("frozen.new()")).contains("table expected, got no value");
    }

    private String error(String code) {
        return vm.error("local frozen = require 'resty.frozen' " + code);
    }

    @Test
    void theOriginal_staysAsItWas_andIsNoPartOfTheCopy() {
        assertThat(run("local t = { { 1 } } local f = frozen.new(t) t[1][1] = 2 t[2] = 3 return f[1][1], f[2], t[2]"))
                .isEqualTo("1 nil 3");
        assertThat(run("local s = {} local f = frozen.new({ s, s }) return f[1] == f[2]"))
                .isEqualTo("true");
        assertThat(run("local f = frozen.new({}) return frozen.new(f) == f, frozen.new({ f })[1] == f"))
                .isEqualTo("true true");
    }

    @Test
    void dict_holdsTheTableItself() {
        assertThat(run(TABLE + "return d:set('t', t, 0, 3), d:get('t') == t")).isEqualTo("true true");
        assertThat(run("return (select(2, d:get('t'))), d:get('t').inner[2].deep, d:get_stale('t') == d:get('t')"))
                .isEqualTo("3 x true");
        assertThat(run("return d:add('t', frozen.new({}))")).isEqualTo("false exists false");
        assertThat(run("return d:replace('t', frozen.new({ 1 })), #d:get('t')")).isEqualTo("true 1");
        assertThat(run("return d:incr('t', 1)")).isEqualTo("nil not a number");
        assertThat(run("return d:lpush('l', frozen.new({}))")).isEqualTo("nil bad value type");
        assertThat(run("return d:set('t', {})")).isEqualTo("nil bad value type");
        assertThat(run("local f = frozen.new({ ('x'):rep(1000000), ('y'):rep(1000000) }) return d:set('big', f)"))
                .startsWith("false no memory");
    }

    @Test
    void java_readsItAsAMap() {
        run(TABLE + "d:set('t', t)");
        LuaScalar value = vm.ngx.services().resty().dict("dogs").get("t").value();
        Map<Object, Object> map = ((FrozenTable) ((LuaScalar.Frozen) value).object()).toMap();
        assertThat(map).containsEntry(1.0, "a").containsEntry("n", 1.5).containsEntry("yes", true);
        assertThat(map).containsEntry("none", null);
        assertThat(map.get("inner")).isEqualTo(Map.of(1.0, 1.0, 2.0, Map.of("deep", "x")));
    }

    @Test
    void cas_storesOnlyOverWhatIsExpected() {
        assertThat(run("return dictx.cas(d, 'k', nil, 'a')")).isEqualTo("true nil false");
        assertThat(run("return dictx.cas(d, 'k', nil, 'b')")).isEqualTo("false changed false");
        assertThat(run("return dictx.cas(d, 'k', 'a', 'b', 10, 7), d:get('k'), d:ttl('k')"))
                .startsWith("true b");
        assertThat(run("return d:get('k')")).isEqualTo("b 7");
        assertThat(run("return dictx.cas(d, 'k', 'b', nil), d:get('k')")).isEqualTo("true nil");
        assertThat(run("return dictx.cas(d, 'k', {}, 1)")).isEqualTo("nil bad value type");
        assertThat(run("return dictx.cas(d, nil, nil, 1)")).isEqualTo("nil nil key");
    }

    @Test
    void update_runsAgainWhereTheValueHasChangedMeanwhile() {
        assertThat(
                        run(
                                "local calls = 0 local v = dictx.update(d, 'n', function(old) calls = calls + 1 "
                                        + "if calls == 1 then d:set('n', 10) end return (old or 0) + 1 end) return v, calls, d:get('n')"))
                .isEqualTo("11 2 11");
        assertThat(run("return dictx.update(d, 'n', function() return nil end), d:get('n')"))
                .isEqualTo("nil nil");
        assertThat(run("return dictx.update(d, 'n', function() return {} end)")).isEqualTo("nil bad value type");
        assertThat(run("d:rpush('l', 1) return dictx.update(d, 'l', function() return 1 end)"))
                .isEqualTo("nil value is a list");
        assertThat(run("local ok, err = pcall(dictx.update, d, 'n', function() error('mine', 0) end) return ok, err"))
                .isEqualTo("false mine");
    }

    @Test
    void each_goesThroughAllLiveValues() {
        run("d:set('a', 1, 10, 5) d:set('b', 'x') d:rpush('l', 1)");
        List<String> seen = List.of(run("local s = {} for k, v, flags, ttl in dictx.each(d) do "
                        + "s[#s + 1] = k .. tostring(v) .. flags .. ttl end table.sort(s) return unpack(s)")
                .split(" "));
        assertThat(seen).containsExactly("a1510", "bx00");
    }

    @Test
    void open_makesADictOnce() {
        assertThat(run("local c = dictx.open('cats', '64k') c:set('k', 1) return dictx.open('cats', '128k'):get('k'), "
                        + "ngx.shared.cats:capacity(), table.concat(dictx.names(), ' ')"))
                .isEqualTo("1 65536 cats dogs");
        assertThat(run("return dictx.open('mice', 'many')")).startsWith("nil invalid lua shared dict size \"many\"");
        assertThat(run("return dictx.open('mice', 1)")).startsWith("nil invalid lua shared dict size");
    }

    @Test
    void stats_count() {
        assertThat(run("d:set('k', 1) d:get('k') d:get('nope') local s = dictx.stats(d) "
                        + "return s.entries, s.hits, s.misses, s.writes, s.evictions, s.used_bytes > 0"))
                .isEqualTo("1 1 1 1 0 true");
    }
}
