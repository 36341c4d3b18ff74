// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LruCacheTest {

    private final LibraryVm vm = new LibraryVm();

    @BeforeEach
    void twoItems() {
        vm.run("cache = require 'resty.lrucache'.new(2)");
    }

    @Test
    void set_full_dropsTheLeastRecentlyUsed() {
        assertThat(vm.eval("cache:set('a', 1) cache:set('b', 2) cache:get('a') cache:set('c', 3) "
                        + "return cache:get('a'), (cache:get('b')), (cache:get('c')), cache:count(), cache:capacity()"))
                .isEqualTo("1 nil 3 2 2");
    }

    @Test
    void get_expired_returnsTheStaleValueSecond() {
        vm.run("cache:set('a', 'old', 1.5, 7)");
        vm.advance(1500);
        assertThat(vm.eval("return cache:get('a')")).isEqualTo("old nil 7");
        vm.advance(1);
        assertThat(vm.eval("return cache:get('a')")).isEqualTo("nil old 7");
    }

    @Test
    void get_missing_isNil() {
        assertThat(vm.eval("return cache:get('x'), cache:delete('x')")).isEqualTo("nil false");
    }

    @Test
    void delete_present_freesItsPlace() {
        assertThat(vm.eval("cache:set('a', 1) return cache:delete('a'), cache:count(), cache:get('a')"))
                .isEqualTo("true 0 nil");
    }

    @Test
    void getKeys_listsTheMostRecentFirst() {
        assertThat(vm.eval("cache:set('a', 1) cache:set('b', 2) cache:get('a') "
                        + "return table.concat(cache:get_keys(), ','), table.concat(cache:get_keys(1), ',')"))
                .isEqualTo("a,b a");
    }

    @Test
    void getKeys_intoATable_cutsWhatWasBehind() {
        assertThat(vm.eval("cache:set('a', 1) local res = {'x', 'y'} "
                        + "return cache:get_keys(0, res) == res, res[1], res[2]"))
                .isEqualTo("true a nil");
    }

    @Test
    void flushAll_leavesNothing() {
        assertThat(vm.eval("cache:set('a', 1) cache:flush_all() return cache:count(), cache:get('a')"))
                .isEqualTo("0 nil");
    }

    @Test
    void set_tablesAndFalse_areKeptAsTheyAre() {
        assertThat(vm.eval("local t = {} cache:set(t, t) cache:set('f', false) "
                        + "return cache:get(t) == t, (cache:get('f'))"))
                .isEqualTo("true false");
    }

    @Test
    void new_sizeBelowOne_isRefused() {
        assertThat(vm.eval("return require 'resty.lrucache'.new(0)")).isEqualTo("nil size too small");
    }

    @Test
    void pureffi_isTheSameCache() {
        assertThat(vm.eval("local c = require 'resty.lrucache.pureffi'.new(1, 0.5) c:set('a', 1) c:set('b', 2) "
                        + "return type(c), c:get('a'), (c:get('b'))"))
                .isEqualTo("table nil 2");
    }

    @Test
    void pureffi_loadFactor_saysHowManyBuckets() {
        assertThat(
                        vm.eval(
                                "local new = require 'resty.lrucache.pureffi'.new "
                                        + "return new(1, 0.25).bucket_sz, new(3, 0.05).bucket_sz, new(3, 2.1).bucket_sz, new(100).bucket_sz"))
                .isEqualTo("4 32 4 256");
        assertThat(vm.eval("local c = require 'resty.lrucache.pureffi'.new(1000, 1) "
                        + "for i = 1, 2000 do c:set(i, i) end return c:count(), c:get(2000), c:get(1000)"))
                .startsWith("1000 2000");
    }

    @Test
    void set_manyKeys_keepsExactlyTheLatest() {
        assertThat(vm.eval("local c = require 'resty.lrucache'.new(100) "
                        + "for i = 1, 1000 do c:set(i, -i) c:set('k' .. i, i) c:delete(i % 7) end local found = 0 "
                        + "for i = 1, 1000 do if c:get('k' .. i) == i then found = found + 1 end "
                        + "if c:get(i) == -i then found = found + 1 end end return c:count(), found"))
                .isEqualTo("100 100");
    }

    @Test
    void methods_replacedInTheObjectOrTheModule_areSeenAtOnce() {
        assertThat(vm.eval("""
                local lrucache = require 'resty.lrucache'
                cache:set('a', 1)
                local seen = {}
                for i = 1, 4 do
                    seen[i] = cache:get('a')
                    if i == 1 then cache.get = function() return 'own' end end
                    if i == 2 then cache.get = nil end
                    if i == 3 then getmetatable(cache).__index.get = function() return 'all' end end
                end
                return table.concat(seen, ' ')
                """)).isEqualTo("1 own 1 all");
    }
}
