// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.resty.dict.SharedDict;
import dev.resty.store.DictSettings;
import dev.resty.store.redis.RedisStoreProvider;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

/** Persistent collections in a real Redis. */
@Timeout(120)
class RedisCollectionStoreTest extends CollectionStoreContract {

    private static final DictSettings SETTINGS = DictSettings.of("waf", 1 << 20);

    private static int port;

    private static RedisServer redis;

    private static RedisStoreProvider node;

    private static RedisStoreProvider otherNode;

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        node = connect(Duration.ofSeconds(20));
        otherNode = connect(Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        otherNode.close();
        redis.stop();
    }

    private static RedisStoreProvider connect(Duration timeout) {
        return RedisStoreProvider.at("redis://127.0.0.1:" + port)
                .timeout(timeout)
                .build();
    }

    @Override
    protected SharedDict openDict() {
        SharedDict dict = node.openDict(SETTINGS);
        dict.flushAll();
        dict.flushExpired(0);
        return dict;
    }

    @Override
    protected SharedDict dictOfAnotherNode(SharedDict dict) {
        return otherNode.openDict(SETTINGS);
    }

    @Test
    void redisStopped_transactionsGoOnWithEmptyCollections_loggedOnceUntilItIsBack() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.resty.waf");
        log.start();
        logger.addAppender(log);
        try (RedisStoreProvider impatient = connect(Duration.ofSeconds(2))) {
            CollectionStore store = new CollectionStore(impatient.openDict(SETTINGS), clock);
            count(store);
            assertThat(client(store).ip("hits")).isEqualTo("1");

            redis.stop();
            for (int i = 0; i < 3; i++) {
                Client lost = client(store);
                assertThat(lost.ip("hits")).isNull();
                lost.add("hits", 1);
                assertThat(lost.ip("hits")).isEqualTo("1");
                lost.collections.store();
                now += 1_000;
            }
            assertThat(log.list)
                    .singleElement()
                    .asString()
                    .startsWith("[ERROR]")
                    .contains("can't be kept in dict waf");

            redis.start();
            Awaitility.await().untilAsserted(() -> {
                now += 1_000;
                count(store);
                assertThat(client(store).ip("hits")).isNotNull();
            });
            assertThat(log.list).hasSize(2);
            assertThat(log.list.get(1)).asString().startsWith("[INFO]").contains("in dict waf again");
        } finally {
            logger.detachAppender(log);
            if (!redis.isActive()) {
                redis.start();
            }
        }
    }

    @Test
    void store_manyTransactionsOfOneCollection_allGetThroughInTime() throws Exception {
        try (RedisStoreProvider usual = connect(Duration.ofSeconds(5))) {
            CollectionStore store = new CollectionStore(usual.openDict(SETTINGS), clock);
            ExecutorService threads = Executors.newFixedThreadPool(64);
            for (int i = 0; i < 1280; i++) {
                threads.execute(() -> count(store));
            }
            threads.shutdown();

            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(client(store).ip("hits")).isEqualTo("1280");
            assertThat(client(store).ip("UPDATE_COUNTER")).isEqualTo("1280");
        }
    }

    private Client client(CollectionStore store) {
        return new Client(store, Variable.IP, "10.0.0.9");
    }

    private void count(CollectionStore store) {
        Client client = client(store);
        client.add("hits", 1);
        client.collections.store();
    }
}
