// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code resty.mlcache} in one worker, as its documentation states it. */
@Timeout(60)
class MlcacheTest {

    private MlcacheHost host = new MlcacheHost(1, "{ ipc_shm = 'ipc' }");

    @AfterEach
    void close() {
        host.close();
    }

    private void options(String options) {
        host.close();
        host = new MlcacheHost(1, options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "0.1", "2^53 - 1", "true", "false", "'text'", "''", "('x'):rep(5000)"})
    void get_scalars_comeBackFromEveryLevel(String value) throws Exception {
        assertThat(host.run("local v = " + value + """
                 local function seen(data, err, level)
                    return data == v, err, level
                 end
                 local first = { seen(cache:get("k", nil, counted(v))) }
                 local second = { seen(cache:get("k", nil, counted(v))) }
                 cache.lru:delete("k")
                 local third = { seen(cache:get("k", nil, counted(v))) }
                 return first[1], first[3], second[1], second[3], third[1], third[3], loads()
                """)).isEqualTo("true 3 true 1 true 2 1");
    }

    @Test
    void get_table_isACopyInTheSecondLevel() throws Exception {
        assertThat(host.run("""
                local made = { name = "u", 1, 2, nested = { true, ngx.null } }
                local first = cache:get("k", nil, function() return made end)
                local second = cache:get("k")
                cache.lru:delete("k")
                local third, err, level = cache:get("k")
                return first == made, second == made, third ~= made, level, third.name, third[2], third.nested[1],
                    third.nested[2] == ngx.null
                """)).isEqualTo("true true true 2 u 2 true true");
    }

    @Test
    void get_numberThatFourteenDigitsDoNotTell_comesBackExactly() throws Exception {
        assertThat(host.run("""
                local n = 0.1 + 0.2
                cache:get("k", nil, function() return n end)
                cache.lru:delete("k")
                return cache:get("k") == n
                """)).isEqualTo("true");
    }

    @Test
    void get_nil_isCachedForItsOwnTime() throws Exception {
        options("{ ttl = 100, neg_ttl = 2 }");
        String get = "return cache:get('k', nil, counted(nil))";
        assertThat(host.run(get)).isEqualTo("nil nil 3");
        assertThat(host.run(get)).isEqualTo("nil nil 1");
        assertThat(host.run("cache.lru:delete('k') " + get)).isEqualTo("nil nil 2");
        host.advance(Duration.ofMillis(2001));
        assertThat(host.run(get)).isEqualTo("nil nil 3");
        assertThat(host.run("return loads()")).isEqualTo("2");
    }

    @Test
    void get_withoutCallback_isAMissOfLevelMinusOne() throws Exception {
        assertThat(host.run("return cache:get('k')")).isEqualTo("nil nil -1");
        host.run("cache:get('k', nil, counted(7))");
        assertThat(host.run("return cache:get('k')")).isEqualTo("7 nil 1");
    }

    @Test
    void get_forOneResult_isTheValueOfAHitAndOfAMiss() throws Exception {
        assertThat(host.run("""
                local a = cache:get("k", nil, counted(7))
                local b = cache:get("k")
                local c = cache:get("k", nil)
                local d = cache:get("none")
                return a, b, c, d
                """)).isEqualTo("7 7 7 nil");
    }

    @Test
    void get_ttl_endsBothLevels_promotionKeepsTheRest() throws Exception {
        String get = "return cache:get('k', { ttl = 1 }, counted('v'))";
        assertThat(host.run(get)).isEqualTo("v nil 3");
        host.advance(Duration.ofMillis(600));
        assertThat(host.run("cache.lru:delete('k') " + get)).isEqualTo("v nil 2");
        host.advance(Duration.ofMillis(399));
        assertThat(host.run(get)).isEqualTo("v nil 1");
        host.advance(Duration.ofMillis(3));
        assertThat(host.run(get)).isEqualTo("v nil 3");
    }

    @Test
    void get_ttlZero_neverExpires() throws Exception {
        host.run("return cache:get('k', { ttl = 0 }, counted('v'))");
        host.advance(Duration.ofDays(365));
        assertThat(host.run("return cache:get('k', nil, counted('w'))")).isEqualTo("v nil 1");
        assertThat(host.run("return cache:peek('k')")).isEqualTo("0 nil v false");
    }

    @Test
    void get_callbackGetsItsArguments() throws Exception {
        assertThat(
                        host.run(
                                "return cache:get('k', nil, function(a, b, c) return a .. tostring(b) .. c end, 'x', nil, 'z')"))
                .isEqualTo("xnilz nil 3");
    }

    @Test
    void get_callbackReturnsAnError_nothingIsCached() throws Exception {
        assertThat(host.run("return cache:get('k', nil, counted(nil, 'no backend'))"))
                .isEqualTo("nil no backend nil");
        assertThat(host.run("return cache:get('k', nil, counted('part', 'cut off'))"))
                .isEqualTo("part cut off nil");
        assertThat(host.run("return cache:get('k')")).isEqualTo("nil nil -1");
    }

    @Test
    void get_callbackRaises_returnsTheErrorWithATraceback_andUnlocks() throws Exception {
        assertThat(host.run("local _, err = cache:get('k', nil, function() error('oops') end) return err"))
                .startsWith("callback threw an error: ")
                .contains("oops\nstack traceback:");
        assertThat(host.run("return cache:get('k', { resty_lock_opts = { timeout = 0 } }, counted(1))"))
                .isEqualTo("1 nil 3");
    }

    @Test
    void get_callbackReturnsATtl_thatIsTheValues() throws Exception {
        assertThat(host.run("cache:get('k', nil, counted('v', nil, 7)) return cache:peek('k')"))
                .isEqualTo("7 nil v false");
        assertThat(host.run("return cache:get('not', nil, counted('v', nil, -1))"))
                .isEqualTo("v nil 3");
        assertThat(host.run("return cache:get('not')")).isEqualTo("nil nil -1");
    }

    @Test
    void get_valueOfAnotherType_isAnErrorAndUnlocks() throws Exception {
        assertThat(host.run("return cache:get('k', nil, function() return print end)"))
                .isEqualTo("500");
        assertThat(host.logged("mlcache.lua:")).isTrue();
        assertThat(host.logged("cannot cache value of type function")).isTrue();
        assertThat(host.run("return cache:get('k', { resty_lock_opts = { timeout = 0 } }, counted(1))"))
                .isEqualTo("1 nil 3");
    }

    @Test
    void get_keyHeldElsewhere_timesOut() throws Exception {
        assertThat(host.run("""
                local lock = require "resty.lock":new("shm")
                lock:lock("lua-resty-mlcache:lock:ck")
                return cache:get("k", { resty_lock_opts = { timeout = 0 } }, counted(1))
                """)).isEqualTo("nil could not acquire callback lock: timeout");
    }

    @Test
    void get_callbackFails_staleValueIsResurrected() throws Exception {
        options("{ ttl = 1, resurrect_ttl = 2 }");
        host.run("cache:get('k', nil, counted('old'))");
        host.advance(Duration.ofMillis(1001));
        assertThat(host.run("return cache:get('k', nil, counted(nil, 'down'))")).isEqualTo("old nil 4");
        assertThat(host.logged(
                        "callback returned an error (down) but stale value found in shm will be resurrected for 2s"))
                .isTrue();
        assertThat(host.run("return cache:get('k', nil, counted(nil, 'down'))")).isEqualTo("old nil 1");
        assertThat(host.run("cache.lru:delete('k') return cache:get('k')")).isEqualTo("old nil 4");
        host.advance(Duration.ofMillis(2001));
        assertThat(host.run("return cache:get('k', nil, counted('new'))")).isEqualTo("new nil 3");
        assertThat(host.run("return loads()")).isEqualTo("3");
    }

    @Test
    void get_callbackRaises_staleValueIsNotResurrected() throws Exception {
        options("{ ttl = 1, resurrect_ttl = 2 }");
        host.run("cache:get('k', nil, counted('old'))");
        host.advance(Duration.ofMillis(1001));
        assertThat(host.run("return cache:get('k', nil, function() error('bug', 0) end)"))
                .startsWith("nil callback threw an error: bug");
    }

    @Test
    void get_lockTimesOut_staleValueIsServed() throws Exception {
        options("{ ttl = 1, resurrect_ttl = 2, shm_locks = 'locks', resty_lock_opts = { timeout = 0 } }");
        assertThat(host.run("cache:get('k', nil, counted('old')) return loads()"))
                .isEqualTo("1");
        host.advance(Duration.ofMillis(1001));
        assertThat(host.run("""
                require "resty.lock":new("locks"):lock("lua-resty-mlcache:lock:ck")
                return cache:get("k", nil, counted("new"))
                """)).isEqualTo("old nil 4");
        assertThat(host.logged("could not acquire callback lock: timeout")).isTrue();
    }

    @Test
    void get_serializer_makesWhatTheFirstLevelHolds() throws Exception {
        options(
                "{ l1_serializer = function(v) if v == 'bad' then return nil, 'refused' end "
                        + "if v == 'raise' then error('no', 0) end if v == 'nil' then return nil end return '<' .. v .. '>' end }");
        assertThat(host.run("return cache:get('k', nil, counted('v'))")).isEqualTo("<v> nil 3");
        assertThat(host.run("return cache:get('k')")).isEqualTo("<v> nil 1");
        assertThat(host.run("return select(3, cache:peek('k'))")).isEqualTo("v false");
        assertThat(host.run("return cache:get('a', nil, counted('bad'))")).isEqualTo("nil refused nil");
        assertThat(host.run("return cache:get('b', nil, counted('raise'))"))
                .isEqualTo("nil l1_serializer threw an error: no nil");
        assertThat(host.run("return cache:get('d', nil, counted('nil'))"))
                .isEqualTo("nil l1_serializer returned a nil value nil");
    }

    @Test
    void get_firstLevelOfAnother_isAskedByItsMethods() throws Exception {
        assertThat(host.run("""
                local values = {}
                local own = mlcache.new("own", "shm", { lru = {
                    get = function(self, key) return values[key] end,
                    set = function(self, key, value) values[key] = value end,
                } })
                own:get("k", nil, counted("v"))
                return values.k, own:get("k")
                """)).isEqualTo("v v nil 1");
    }

    @Test
    void get_entryThatIsNoneOfMlcache_isAnError() throws Exception {
        assertThat(host.run("ngx.shared.shm:set('ck', 'anything') return cache:get('k', nil, counted(1))"))
                .startsWith("nil could not deserialize value after lua_shared_dict retrieval: ");
    }

    @Test
    void entries_areThoseOfUpstream() throws Exception {
        assertThat(host.run("""
                cache:get("k", { ttl = 0.5 }, counted(true))
                cache:get("n", { neg_ttl = 3 }, counted(nil))
                ngx.shared.shm:set("ctheirs", "4:1700000000.000000:0.000000:\\8")
                return ngx.shared.shm:get("ck"), ngx.shared.shm:get("cn"), type(cache:get("theirs"))
                """)).isEqualTo("2:1700000000.000000:0.500000:true 0:1700000000.000000:3.000000: table");
    }

    @Test
    void misses_haveADictOfTheirOwn() throws Exception {
        options("{ ipc_shm = 'ipc', shm_miss = 'misses' }");
        host.run("cache:get('k', nil, counted(nil))");
        assertThat(host.run("return ngx.shared.shm:get('ck'), ngx.shared.misses:get('ck') ~= nil"))
                .isEqualTo("nil true");
        assertThat(host.run("cache:set('k', nil, 1) return ngx.shared.misses:get('ck'), (cache:get('k'))"))
                .isEqualTo("nil 1");
        assertThat(
                        host.run(
                                "cache:set('k', nil, nil) cache.lru:delete('k') return ngx.shared.shm:get('ck'), cache:get('k')"))
                .isEqualTo("nil nil nil 2");
        assertThat(host.run("cache:delete('k') return cache:get('k')")).isEqualTo("nil nil -1");
    }

    @Test
    void peek_doesNotPromote_showsStaleOnRequest() throws Exception {
        host.run("cache:get('k', { ttl = 4 }, counted('v')) cache.lru:delete('k')");
        host.advance(Duration.ofSeconds(1));
        assertThat(host.run("return cache:peek('k')")).isEqualTo("3 nil v false");
        assertThat(host.run("return cache.lru:get('k')")).isEqualTo("nil");
        host.advance(Duration.ofSeconds(5));
        assertThat(host.run("return cache:peek('k')")).isEqualTo("nil");
        assertThat(host.run("return cache:peek('k', true)")).isEqualTo("-2 nil v true");
    }

    @Test
    void setDeletePurge_changeBothLevels() throws Exception {
        assertThat(host.run("return cache:set('k', nil, 'v')")).isEqualTo("true");
        assertThat(host.run("return cache:get('k')")).isEqualTo("v nil 1");
        assertThat(host.run("return cache:delete('k')")).isEqualTo("true");
        assertThat(host.run("return cache:get('k')")).isEqualTo("nil nil -1");
        host.run("cache:set('a', nil, 1) cache:set('b', nil, 2)");
        assertThat(host.run("return cache:purge(true)")).isEqualTo("true");
        assertThat(host.run("return cache:get('a'), cache.lru:count(), #ngx.shared.shm:get_keys()"))
                .isEqualTo("nil 0 0");
    }

    @Test
    void renew_loadsWhatIsCachedAnew() throws Exception {
        host.run("cache:get('k', nil, counted('old'))");
        assertThat(host.run("return cache:renew('k', { ttl = 9 }, counted('new'))"))
                .isEqualTo("new nil 9");
        assertThat(host.run("return cache:get('k')")).isEqualTo("new nil 1");
        assertThat(host.run("return cache:renew('k', nil, counted(nil, 'down'))"))
                .isEqualTo("nil down nil");
        assertThat(host.run("return cache:get('k')")).isEqualTo("new nil 1");
    }

    @Test
    void getBulk_answersEachInItsPlace() throws Exception {
        host.run("cache:get('b', nil, counted('B'))");
        assertThat(host.run("""
                local bulk = mlcache.new_bulk(4)
                bulk:add("a", nil, function(x) return x end, "A")
                bulk:add("b", nil, counted("other"))
                bulk:add("n", nil, counted(nil))
                bulk:add("e", nil, counted(nil, "down"))
                local res = cache:get_bulk(bulk, { concurrency = 2 })
                local seen = {}
                for i, data, err, level in mlcache.each_bulk_res(res) do
                    seen[i] = i .. tostring(data) .. tostring(err) .. tostring(level)
                end
                return res.n, table.concat(seen, ",")
                """)).isEqualTo("12 1Anil3,2Bnil1,3nilnil3,4nildownnil");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cache.get, cache                                  | key must be a string
            cache.get, cache, 1                               | key must be a string
            cache.get, cache, 'k', nil, 'f'                   | callback must be nil or a function
            cache.get, cache, 'k', 'opts'                     | opts must be a table
            cache.get, cache, 'k', { ttl = 'x' }              | opts.ttl must be a number
            cache.get, cache, 'k', { neg_ttl = -1 }           | opts.neg_ttl must be >= 0
            cache.get, cache, 'k', { shm_set_tries = 0 }      | opts.shm_set_tries must be >= 1
            cache.get, cache, 'k', { l1_serializer = 1 }      | opts.l1_serializer must be a function
            cache.get, cache, 'k', { resty_lock_opts = 1 }    | opts.resty_lock_opts must be a table
            cache.peek, cache                                 | key must be a string
            cache.set, cache                                  | key must be a string
            cache.delete, cache                               | key must be a string
            cache.renew, cache, 'k'                           | callback must be a function
            cache.get_bulk, cache                             | bulk must be a table
            cache.get_bulk, cache, {}                         | bulk must have n field
            cache.get_bulk, cache, { n = 1 }                  | key at index 1 must be a string for operation 1 (got nil)
            cache.get_bulk, cache, { 'k', n = 1 }             | callback at index 3 must be a function for operation 1 (got nil)
            cache.get_bulk, cache, { 'k', 1, print, n = 1 }   | options at index 2 for operation 1 are invalid: opts must be a table
            cache.get_bulk, cache, { n = 0 }, { concurrency = 0 } | opts.concurrency must be > 0
            mlcache.new                                       | name must be a string
            mlcache.new, 'n'                                  | shm must be a string
            mlcache.new, 'n', 'shm', 1                        | opts must be a table
            mlcache.new, 'n', 'shm', { lru_size = '' }        | opts.lru_size must be a number
            mlcache.new, 'n', 'shm', { ipc_shm = 1 }          | opts.ipc_shm must be a string
            mlcache.new, 'n', 'shm', { ipc = {} }             | opts.ipc.register_listeners must be a function
            mlcache.new, 'n', 'shm', { ipc = {}, ipc_shm = 'ipc' } | cannot specify both of opts.ipc_shm and opts.ipc
            mlcache.each_bulk_res, {}                         | res must have res.n field; is this a get_bulk() result?
            """)
    void misuse_raisesWithTheDocumentedText(String call, String error) throws Exception {
        assertThat(host.run("return pcall(" + call + ")")).isEqualTo("false " + error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cache:get(1)                               | key must be a string
            cache:get('k', { ttl = -1 })               | opts.ttl must be >= 0
            cache:get('k', nil, 'f')                   | callback must be nil or a function
            cache:peek(1)                              | key must be a string
            cache:set('k', 1)                          | opts must be a table
            cache:delete(1)                            | key must be a string
            cache:get_bulk(1)                          | bulk must be a table
            cache:get_bulk({ n = 1 })                  | key at index 1 must be a string for operation 1 (got nil)
            mlcache.new(1)                             | name must be a string
            mlcache.new('n', 'shm', { ttl = '' })      | opts.ttl must be a number
            mlcache.new('n', 'shm'):set('k', nil, 1)   | no ipc to propagate update, specify opts.ipc_shm or opts.ipc
            mlcache.new('n', 'shm'):update()           | no polling configured, specify opts.ipc_shm or opts.ipc.poll
            cache.ipc:broadcast(1)                     | channel must be a string
            cache.ipc:poll('')                         | timeout must be a number
            """)
    void misuse_isReportedAtTheCallersLine(String call, String error) throws Exception {
        assertThat(host.run("return select(2, pcall(function()\n " + call + " end))"))
                .endsWith(":2: " + error);
    }

    @Test
    void getBulk_wrongOperation_nothingIsLoaded() throws Exception {
        assertThat(host.run("""
                local bulk = mlcache.new_bulk()
                bulk:add("a", nil, counted("A"))
                bulk:add("b", nil, "no callback")
                return pcall(cache.get_bulk, cache, bulk)
                """))
                .isEqualTo("false callback at index 7 must be a function for operation 2 (got string)");
        assertThat(host.run("return loads()")).isEqualTo("0");
    }

    private static final String BULK_OF_FIVE = """
            local bulk, data = mlcache.new_bulk(5), {}
            for i = 1, 5 do
                bulk:add("k" .. i, nil, function(x) return x end, i)
            end
            for i, value in mlcache.each_bulk_res(cache:get_bulk(bulk, { concurrency = 3 })) do
                data[i] = value
            end
            return table.concat(data, ",")
            """;

    @Test
    void getBulk_withoutLightThreads_runsEveryCallbackInTheCaller() throws Exception {
        options("{ debug = true }");
        assertThat(host.run("ngx.thread = nil\n" + BULK_OF_FIVE)).isEqualTo("1,2,3,4,5");
        assertThat(host.logged("spawning 0 threads to run 5 callbacks")).isTrue();
        assertThat(host.logged("main thread running callbacks 1 to 5")).isTrue();
    }

    @Test
    void getBulk_realLightThreads_runAllCallbacks() throws Exception {
        options("{ debug = true }");
        assertThat(host.run(BULK_OF_FIVE)).isEqualTo("1,2,3,4,5");
        assertThat(host.logged("spawning 2 threads to run 5 callbacks")).isTrue();
    }

    @Test
    void getBulk_lightThreads_takeEqualSharesOfTheCallbacks() throws Exception {
        options("{ debug = true }");
        assertThat(host.run("""
                ngx.thread = {
                    spawn = function(f, ...) f(...) return "thread" end,
                    wait = function() return nil, "no thread" end,
                }
                """ + BULK_OF_FIVE)).isEqualTo("1,2,3,4,5");
        assertThat(host.logged("spawning 2 threads to run 5 callbacks")).isTrue();
        assertThat(host.logged("thread 1 running callbacks 1 to 2")).isTrue();
        assertThat(host.logged("thread 2 running callbacks 3 to 4")).isTrue();
        assertThat(host.logged("main thread running callbacks 5 to 5")).isTrue();
        assertThat(host.logged("failed to wait for thread number 2: no thread")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'none', nil                       | no such lua_shared_dict: none
            'shm', { shm_miss = 'none' }      | no such lua_shared_dict for opts.shm_miss: none
            'shm', { shm_locks = 'none' }     | no such lua_shared_dict for opts.shm_locks: none
            """, quoteCharacter = '`')
    void new_dictThatIsNotThere_isReturned(String arguments, String error) throws Exception {
        assertThat(host.run("return mlcache.new('n', " + arguments + ")")).isEqualTo("nil " + error);
    }

    @Test
    void withoutIpc_whatNeedsItRaises() throws Exception {
        options("{}");
        assertThat(host.run("return pcall(cache.set, cache, 'k', nil, 1)"))
                .isEqualTo("false no ipc to propagate update, specify opts.ipc_shm or opts.ipc");
        assertThat(host.run("return pcall(cache.delete, cache, 'k')"))
                .isEqualTo("false no ipc to propagate deletion, specify opts.ipc_shm or opts.ipc");
        assertThat(host.run("return pcall(cache.purge, cache)"))
                .isEqualTo("false no ipc to propagate purge, specify opts.ipc_shm or opts.ipc");
        assertThat(host.run("return pcall(cache.update, cache)"))
                .isEqualTo("false no polling configured, specify opts.ipc_shm or opts.ipc.poll");
    }

    @Test
    void customIpc_isGivenTheEventsAndTheKeys() throws Exception {
        options(
                "{ ipc = { register_listeners = function(events) registered = events return true end, "
                        + "broadcast = function(...) sent = { ... } return true end, poll = function() return nil, 'down' end } }");
        host.run("cache:set('k', nil, 'v')");
        assertThat(host.run("return sent[1], sent[2]")).isEqualTo("mlcache:invalidations:c k");
        assertThat(host.run("registered.invalidation.handler('k') return cache.lru:get('k')"))
                .isEqualTo("nil");
        assertThat(host.run("return cache:update()")).isEqualTo("nil could not poll ipc events: down");
    }

    @Test
    void sameName_sharesTheFirstLevel_anotherNameDoesNot() throws Exception {
        assertThat(host.run(
                        "return mlcache.new('c', 'shm').lru == cache.lru, mlcache.new('d', 'shm').lru == cache.lru"))
                .isEqualTo("true false");
    }
}
