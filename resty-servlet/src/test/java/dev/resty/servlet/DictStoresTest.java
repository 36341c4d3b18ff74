// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapStoreProvider;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Dicts in other stores than the heap: {@code lua_shared_dict ... store=} and {@code resty_redis_config}. */
@Timeout(60)
class DictStoresTest {

    private final RecordingErrorLog log = new RecordingErrorLog();
    private final RemoteStore remote = new RemoteStore(new HeapStoreProvider(Ticker.system()));

    @TempDir
    Path prefix;

    private RestyEngine engine;
    private InMemoryHost host;

    private RestyServletBuilder builder(String conf) {
        return RestyFilter.builder().prefix(prefix).errorLog(log).workers(1).conf(ConfSource.text("nginx.conf", conf));
    }

    private void start(RestyServletBuilder builder) {
        engine = builder.build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    private String get(String target) throws Exception {
        return host.send(Ask.get(target)).text();
    }

    private void reload(String conf) {
        engine.reload(ConfReader.read(ConfSource.text("nginx.conf", conf), prefix));
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void remoteDict_isAYieldPointWherePhasesYield() throws Exception {
        start(builder("""
                lua_shared_dict d 1m store=far;
                location /slow { content_by_lua_block { ngx.print(ngx.shared.d:incr("n", 1, 0)) } }
                location /quick { content_by_lua_block { ngx.print("quick") } }
                """).store("far", remote));
        remote.gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<String> slow = threads.submit(() -> get("/slow"));
            assertThat(get("/quick")).isEqualTo("quick");
            assertThat(slow).isNotDone();

            remote.gate.countDown();
            assertThat(slow.get()).startsWith("1");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void remoteDict_inAPhaseThatCannotYield_isAskedWithTheWorkerHeld() throws Exception {
        start(builder("""
                lua_shared_dict d 1m store=far;
                location / {
                    content_by_lua_block { ngx.print("x") }
                    header_filter_by_lua_block { ngx.header["X-Count"] = ngx.shared.d:incr("n", 1, 0) }
                }
                """).store("far", remote));

        assertThat(host.send(Ask.get("/")).header("X-Count")).isEqualTo("1");
    }

    @Test
    void storeThatIsDown_everyMethodReturnsNilAndWhy() throws Exception {
        start(builder("""
                lua_shared_dict d 1m store=far;
                location / { content_by_lua_block {
                    local d = ngx.shared.d
                    local calls = {
                        get = { "k" }, get_stale = { "k" }, set = { "k", 1 }, safe_set = { "k", 1 }, add = { "k", 1 },
                        safe_add = { "k", 1 }, replace = { "k", 1 }, delete = { "k" }, incr = { "k", 1 }, ttl = { "k" },
                        expire = { "k", 1 }, lpush = { "k", 1 }, rpush = { "k", 1 }, lpop = { "k" }, rpop = { "k" },
                        llen = { "k" }, flush_all = {}, flush_expired = {}, get_keys = {}, free_space = {},
                        capacity = {},
                    }
                    for name, args in pairs(calls) do
                        local ok, err = d[name](d, unpack(args))
                        if ok ~= nil or err ~= "redis: no answer in 500 ms" then
                            ngx.say(name, " ", tostring(ok), " ", tostring(err))
                        end
                    end
                    ngx.print("done")
                } }
                """).store("far", remote));
        remote.down = true;

        assertThat(get("/")).isEqualTo("done");
    }

    @Test
    void persistedDict_isThereAfterARestart() throws Exception {
        String conf = """
                lua_shared_dict d 1m persist=d.snapshot;
                location / { content_by_lua_block { ngx.print(ngx.shared.d:incr("n", 1, 0)) } }
                """;
        start(builder(conf));
        assertThat(get("/")).startsWith("1");
        reload(conf.replace("1m", "2m"));
        assertThat(get("/")).startsWith("2");
        engine.close();

        start(builder(conf));
        assertThat(get("/")).startsWith("3");
    }

    @Test
    void dictPersistedAtIntervals_isThereThoughTheServerNeverEnded() throws Exception {
        String conf = """
                lua_shared_dict d 1m persist=d.snapshot persist_interval=10ms;
                location / { content_by_lua_block { ngx.print(ngx.shared.d:incr("n", 1, 0)) } }
                """;
        start(builder(conf));
        assertThat(get("/")).startsWith("1");
        Path file = prefix.resolve("d.snapshot");
        Awaitility.await().until(() -> Files.exists(file));
        // What a crash would leave.
        Files.copy(file, prefix.resolve("crashed.snapshot"));
        engine.close();

        start(builder(conf.replace("d.snapshot", "crashed.snapshot")));
        assertThat(get("/")).startsWith("2");
    }

    @Test
    void persistedDict_inAFolderThatIsNotThere_isRefused() {
        assertThatThrownBy(() -> builder("\nlua_shared_dict d 1m persist=no/d;").build())
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("no such folder");
    }

    @Test
    void storeRedisWithoutItsDirective_isRefusedWithWhatWouldBeRight() {
        assertThatThrownBy(() -> builder("\nlua_shared_dict d 1m store=redis;").build())
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("resty_redis_config redisson.yaml;");
    }

    @Test
    void redisConfig_thatIsNotThere_isRefused() {
        assertThatThrownBy(() -> builder("\nresty_redis_config no-such.yaml;").build())
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("no-such.yaml");
    }

    @Test
    void redisConfig_withUnknownOrBadParameters_isRefused() {
        for (String parameter : new String[] {"timeout=soon", "timeout=0", "prefix=a{b}", "required=maybe", "lazy"}) {
            assertThatThrownBy(() -> builder("resty_redis_config r.yaml \"" + parameter + "\";")
                            .build())
                    .isInstanceOf(ConfException.class)
                    .hasMessageContaining("invalid parameter \"" + parameter + "\" in nginx.conf:1");
        }
    }

    @Test
    void redisThatCannotBeReached_stopsTheStart_unlessItIsNotRequired() throws Exception {
        Files.writeString(prefix.resolve("r.yaml"), "singleServerConfig:\n  address: \"redis://127.0.0.1:1\"\n");

        assertThatThrownBy(() ->
                        builder("\nresty_redis_config r.yaml timeout=200ms;").build())
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("required=off");

        start(builder("""
                resty_redis_config r.yaml timeout=200ms required=off;
                lua_shared_dict d 1m store=redis;
                location / { content_by_lua_block { ngx.print(tostring(ngx.shared.d:get("k"))) } }
                """));
        assertThat(get("/")).isEqualTo("nil");
    }

    @Test
    void redisConfig_thatRedissonCannotRead_isRefused() throws Exception {
        Files.writeString(prefix.resolve("r.yaml"), "singleServer: [");

        assertThatThrownBy(() -> builder("\nresty_redis_config r.yaml;").build())
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("r.yaml");
    }

    @Test
    void redisDict_keepsItsConnectionOverReloads_andTakesANewConfiguration() throws Exception {
        int port = freePort();
        RedisServer redis =
                RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        try {
            String yaml = "singleServerConfig:\n  address: \"redis://127.0.0.1:" + port + "\"\n";
            Files.writeString(prefix.resolve("r.yaml"), yaml);
            String conf = """
                    resty_redis_config r.yaml timeout=5s prefix=test:;
                    lua_shared_dict d 1m store=redis;
                    location / { content_by_lua_block { ngx.print(ngx.shared.d:incr("n", 1, 0)) } }
                    """;
            start(builder(conf));
            Object before = engine.resty().dict("d");
            assertThat(get("/")).startsWith("1");

            reload(conf);
            assertThat(engine.resty().dict("d")).isSameAs(before);
            assertThat(get("/")).startsWith("2");

            Files.writeString(prefix.resolve("r.yaml"), yaml + "  database: 1\n");
            reload(conf);
            assertThat(engine.resty().dict("d")).isNotSameAs(before);
            assertThat(get("/")).startsWith("1");
            Awaitility.await().untilAsserted(() -> assertThat(redissonThreads()).isLessThan(2));

            Object present = engine.resty().dict("d");
            Files.writeString(prefix.resolve("r.yaml"), yaml);
            assertThatThrownBy(() -> reload("init_by_lua_block { error('no') }" + conf))
                    .isInstanceOf(ConfException.class);
            assertThat(get("/")).startsWith("2");
            assertThat(engine.resty().dict("d")).isNotSameAs(present);
            assertThat(engine.resty().dict("d").getDouble("n", 0)).isEqualTo(2);
        } finally {
            redis.stop();
        }
    }

    /** How many clients of Redisson are open, by their timers. */
    private static long redissonThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("redisson-timer"))
                .count();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
