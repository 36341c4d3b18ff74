// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ngx.shared} with the results and error texts of lua-resty-core. */
class NgxSharedTest {

    private final NgxVm vm = new NgxVm();

    private String run(String code) {
        return vm.run("local d = ngx.shared.dogs " + code);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`d:get()` ~ `nil nil key`",
                "`d:get('')` ~ `nil empty key`",
                "`d:get(('x'):rep(65536))` ~ `nil key too long`",
                "`d:get(('x'):rep(65535))` ~ `nil`",
                "`d:set()` ~ `nil nil key`",
                "`d:set('a')` ~ `true nil false`",
                "`d:set('a', {})` ~ `nil bad value type`",
                "`d:set('a', print)` ~ `nil bad value type`",
                "`d:set('', 'v')` ~ `nil empty key`",
                "`d:delete('b')` ~ `true nil false`",
                "`d:delete()` ~ `nil nil key`",
                "`d:replace('zz', 1)` ~ `false not found false`",
                "`d:add('n', nil)` ~ `false attempt to add or replace nil values false`",
                "`d:incr('c', 1)` ~ `nil not found`",
                "`d:incr('c', 1, 0)` ~ `1 nil false`",
                "`d:incr('c', 1, '5')` ~ `6 nil false`",
                "`d:incr('c', 1, false)` ~ `nil not found`",
                "`d:incr('', 1)` ~ `nil empty key`",
                "`d:ttl('nope')` ~ `nil not found`",
                "`d:expire('nope', 1)` ~ `nil not found`",
                "`d:flush_expired()` ~ `0`",
                "`d:flush_all()` ~ ``",
                "`d:get_keys()` ~ `{}`",
                "`d:capacity()` ~ `1048576`",
                "`d:set('big', ('x'):rep(2000000))` ~ `false no memory false`",
                "`ngx.shared.cats` ~ `nil`",
                "`d:lpush(nil, 1)` ~ `nil nil key`",
                "`d:lpush('', 1)` ~ `nil empty key`",
                "`d:rpush(('x'):rep(65536), 1)` ~ `nil key too long`",
                "`d:lpush('l', nil)` ~ `nil bad value type`",
                "`d:lpush('l', true)` ~ `nil bad value type`",
                "`d:rpush('l', {})` ~ `nil bad value type`",
                "`d:lpop(nil)` ~ `nil nil key`",
                "`d:rpop('')` ~ `nil empty key`",
                "`d:llen(nil)` ~ `nil nil key`",
            })
    void onAnEmptyDict_asInNginx(String expression, String expected) {
        assertThat(run("return " + expression)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`d.get(nil, 'a')` ~ `bad \"zone\" argument`",
                "`d.get({}, 'a')` ~ `bad \"zone\" argument`",
                "`d.get('a')` ~ `bad \"zone\" argument`",
                "`d:set('a', 1, -1)` ~ `bad \"exptime\" argument`",
                "`d:set('a', 1, 'x')` ~ `attempt to compare string with number`",
                "`d:incr('c', 1, 'x')` ~ `bad init arg: number expected, got string`",
                "`d:incr('c', 1, {})` ~ `bad init arg: number expected, got table`",
                "`d:incr('c', 1, 0, 'x')` ~ `bad init_ttl arg: number expected, got string`",
                "`d:incr('c', 1, 0, -1)` ~ `bad \"init_ttl\" argument`",
                "`d:incr('c', 1, nil, 1)` ~ `must provide \"init\" when providing \"init_ttl\"`",
                "`d:incr('c', 'x')` ~ `cannot convert 'nil' to 'double'`",
                "`local n = ngx.null n:set('a', 1)` ~ `attempt to index local 'n' (a userdata value)`",
                "`local n = ngx.null n.a = 1` ~ `attempt to index local 'n' (a userdata value)`",
                "`d:expire('c')` ~ `bad \"exptime\" argument`",
                "`d:flush_expired('x')` ~ `bad argument #1 to 'flush_expired' (number expected, got string)`",
                "`d.flush_expired({})` ~ `bad user data for the ngx_shm_zone_t pointer`",
                "`d.get_keys(7)` ~ `bad argument #1 to 'get_keys' (table expected, got number)`",
                "`d:set('a', 1, 0, 'x')` ~ `bad argument #10 to 'ngx_lua_ffi_shdict_store' (cannot convert 'string' to 'int')`",
                "`d.get_keys()` ~ `expecting 1 or 2 argument(s), but saw 0`",
                "`d:lpush('a')` ~ `expecting 3 arguments, but only seen 2`",
                "`d:rpush('a', 1, 2)` ~ `expecting 3 arguments, but only seen 4`",
                "`d:lpop('a', 1)` ~ `expecting 2 arguments, but only seen 3`",
                "`d.llen(d)` ~ `expecting 2 arguments, but only seen 1`",
                "`d.lpush(nil, 'a', 1)` ~ `bad \"zone\" argument`",
                "`d.rpop({}, 'a')` ~ `bad \"zone\" argument`",
                "`d:lpush(true, 1)` ~ `bad argument #1 to 'lpush' (string expected, got boolean)`",
            })
    void misuse_isAnError(String expression, String message) {
        assertThat(vm.error("local d = ngx.shared.dogs " + expression)).isEqualTo(message);
    }

    /** Compiled code remembers where the entry of a constant key is, from the key's second use on. */
    @Test
    void constantKey_inALoop_seesWhatHappensToItsEntry() {
        String turns = "local seen = {} for i = 1, 14 do "
                + "if i == 3 then d:set('k', 2) elseif i == 4 then d:delete('k') elseif i == 5 then d:set('k', 'text') "
                + "elseif i == 6 then d:set('k', 3, 0, 9) elseif i == 7 then d:flush_all() elseif i == 8 then d:set('k', 4, 100) "
                + "elseif i == 9 then d:expire('k', -1) elseif i == 10 then d:set('k', true) elseif i == 11 then d:incr('k', 1) "
                + "elseif i == 12 then d:set('k', 5) elseif i == 13 then d:incr('k', 1) "
                + "elseif i == 14 then d:delete('k') d:set('other', 7) end "
                + "local value = d:get('k') seen[#seen + 1] = tostring(value) end ";
        assertThat(run("d:set('k', 1) " + turns + "return table.concat(seen, ' ')"))
                .isEqualTo("1 1 2 nil text 3 nil 4 4 true true 5 6 nil");
    }

    @Test
    void constantKeyOfAList_inALoop_failsAsAnyOther() {
        assertThat(run("d:lpush('l', 1) local all = '' for i = 1, 4 do local value = d:get('l') "
                        + "all = all .. tostring(value) .. ' ' end return all .. select(2, d:get('l'))"))
                .isEqualTo("nil nil nil nil value is a list");
    }

    @Test
    void values_keepTypeAndFlags() {
        assertThat(run("d:set('a', 'v', 0, 5) return d:get('a')")).isEqualTo("v 5");
        assertThat(run("return d:get_stale('a')")).isEqualTo("v 5 false");
        assertThat(run("d:set('a', false) return d:get('a')")).isEqualTo("false");
        assertThat(run("d:set('a', 1.5) return d:get('a') + 1")).isEqualTo("2.5");
        assertThat(run("d:set('a', '\\0\\255') return #d:get('a'), d:get('a'):byte(2)"))
                .isEqualTo("2 255");
        assertThat(run("d:set('a', 'x') d:set('a', nil) return d:get('a')")).isEqualTo("nil");
        assertThat(run("d:set(7, 'seven') return d:get('7')")).isEqualTo("seven");
        assertThat(run("return d:add('7', 1)")).isEqualTo("false exists false");
        assertThat(run("return d:incr('7', 1)")).isEqualTo("nil not a number");
    }

    @Test
    void entries_expireWithTheClock() {
        assertThat(run("d:set('a', 1, 0.5) return d:ttl('a'), d:incr('b', 1, 0, 2)"))
                .isEqualTo("0.5 1 nil false");
        vm.advance(501);
        assertThat(run("return d:get('a'), (d:get('b'))")).isEqualTo("nil 1");
        assertThat(run("return d:expire('b', 100), d:ttl('b'), d:get_keys()")).isEqualTo("true 100 {1=b}");
    }

    @Test
    void flags_convertAsLuaJitDoes() {
        assertThat(run("d:set('a', 1, 0, true) return d:get('a')")).isEqualTo("1 1");
        assertThat(run("d:set('a', 1, 0, 1.9) return d:get('a')")).isEqualTo("1 1");
        assertThat(run("d:set('a', 1, 0, 4294967295) return d:get('a')")).isEqualTo("1 -2147483648");
    }

    @Test
    void expire_negativeTime_neverExpires() {
        assertThat(run("d:set('a', 1, 5) return d:expire('a', -1), d:ttl('a')")).isEqualTo("true 0");
    }

    @Test
    void lists_keepOrderAndTypes() {
        assertThat(run("return d:rpush('l', 'b'), d:rpush('l', 3), d:lpush('l', 'a'), d:llen('l')"))
                .isEqualTo("1 2 3 3");
        assertThat(run("return d:rpop('l') + 1, d:lpop('l'), d:lpop('l'), d:lpop('l'), d:llen('l')"))
                .isEqualTo("4 a b nil 0");
        assertThat(run("d:rpush(7, 1) return d:get('7')")).isEqualTo("nil value is a list");
        assertThat(run("return d:get_stale('7')")).isEqualTo("nil value is a list");
        assertThat(run("return d:incr('7', 1)")).isEqualTo("nil not a number");
        assertThat(run("d:set('s', 1) return d:lpush('s', 1)")).isEqualTo("nil value not a list");
        assertThat(run("return d:rpop('s')")).isEqualTo("nil value not a list");
        assertThat(run("return d:llen('s')")).isEqualTo("nil value not a list");
    }

    @Test
    void dicts_areInNgxShared() {
        assertThat(vm.run(
                        "local names = {} for name in pairs(ngx.shared) do names[#names + 1] = name end return names"))
                .isEqualTo("{1=dogs}");
        assertThat(vm.run("return ngx.shared.dogs == ngx.shared.dogs, type(ngx.shared.dogs)"))
                .isEqualTo("true table");
    }

    @Test
    void dict_openedLater_isFound() {
        vm.ngx.services().resty().openDict("cats", 65_536);
        assertThat(vm.run("return ngx.shared.cats:set('a', 1)")).isEqualTo("true nil false");
    }

    /** Calls for one result have a form of their own in compiled code. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`local ok = d:set('a', 'v') local v = d:get('a') return ok, v` ~ `true v`",
                "`local ok = d:set('a', 5, 60) local v = d:get('a') return ok, v + 1` ~ `true 6`",
                "`local v = d:get('none') return v` ~ `nil`",
                "`local v = d:get(nil) return v` ~ `nil`",
                "`d:set(1, true) local v = d:get(1) return v` ~ `true`",
                "`local n = d:incr('n', 1) return n` ~ `nil`",
                "`local n = d:incr('n', 1, 10) local m = d:incr('n', 2, 10) local k = d:incr('n', 0.5) return n, m, k + 1` ~ `11 13 14.5`",
                "`d:set('s', 'x') local n = d:incr('s', 1) return n` ~ `nil`",
                "`local ok = d:set('big', ('x'):rep(2000000)) return ok` ~ `false`",
                "`local ok = d:set('t', {}) return ok` ~ `nil`",
                "`d.get = function() return 'mine' end local v = d:get('a') return v` ~ `mine`",
                "`local o = { get = function(self, k) return k end } local v = o:get('k') return v` ~ `k`",
                "`return pcall(function() local v = d.get({}, 'a') end)` ~ `false test:1: bad \"zone\" argument`",
                "`return pcall(function() local v = d:set('a', 1, -1) end)` ~ `false test:1: bad \"exptime\" argument`",
                "`return pcall(function() local v = d:incr('a', 'x') end)` ~ `false test:1: cannot convert 'nil' to 'double'`",
            })
    void callsForOneResult_areAsThoseForAll(String code, String expected) {
        assertThat(run(code)).isEqualTo(expected);
        assertThat(run("d:flush_all() d:flush_expired() d.get = nil local f = function() " + code + " end return f()"))
                .isEqualTo(expected);
    }
}
