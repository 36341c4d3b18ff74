// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.servlet.waf.value.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What persistent collections hold to, whatever store their dict is in. */
abstract class CollectionStoreContract {

    private final SharedDict dict = openDict();

    protected long now = 1_700_000_000_000L;

    protected final InstantSource clock = () -> Instant.ofEpochMilli(now);

    private boolean down;

    /** The dict of a node that begins: empty. */
    protected abstract SharedDict openDict();

    /** The same dict as another node sees it. */
    protected abstract SharedDict dictOfAnotherNode(SharedDict dict);

    /** The dict, which fails while it is down. */
    private final SharedDict failing = (SharedDict) Proxy.newProxyInstance(
            SharedDict.class.getClassLoader(), new Class<?>[] {SharedDict.class}, (proxy, method, arguments) -> {
                if (down && !method.getName().equals("name")) {
                    throw new StoreUnavailableException("redis: timeout");
                }
                try {
                    return method.invoke(dict, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    private final CollectionStore store = new CollectionStore(failing, clock);

    protected final class Client {
        final Variables variables = new Variables();

        final OpenCollections collections;

        Client(Variable collection, String key) {
            this(store, collection, key);
        }

        Client(CollectionStore store, Variable collection, String key) {
            collections = new OpenCollections(store, variables, Bytes.of("shop"), Duration.ofHours(1));
            collections.open(collection, Bytes.of(key));
        }

        @Nullable String ip(String name) {
            Entry entry = variables.first(Variable.IP, Bytes.of(name));
            return entry == null ? null : entry.value().text();
        }

        void add(String name, long difference) {
            collections.add(Variable.IP, Bytes.of(name), difference);
        }
    }

    private Client client() {
        return new Client(Variable.IP, "10.0.0.1");
    }

    @Test
    void store_incrementsOfTransactionsAtTheSameTime_addUp() {
        Client first = client();
        Client second = client();
        first.add("hits", 2);
        second.add("Hits", 3);
        first.collections.set(Variable.IP, Bytes.of("note"), Bytes.of("a"));
        first.collections.store();
        second.collections.store();
        second.collections.store();

        assertThat(first.ip("hits")).isEqualTo("2");
        assertThat(client().ip("hits")).isEqualTo("5");
        assertThat(client().ip("NOTE")).isEqualTo("a");
        assertThat(client().ip("UPDATE_COUNTER")).isEqualTo("2");
    }

    @Test
    void store_manyThreads_loseNoIncrement() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 400; i++) {
            threads.execute(() -> {
                Client client = client();
                client.add("hits", 1);
                client.collections.store();
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client().ip("hits")).isEqualTo("400");
    }

    @Test
    void store_twoNodesAtTheSameTime_loseNoIncrement() throws Exception {
        CollectionStore other = new CollectionStore(dictOfAnotherNode(dict), clock);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 400; i++) {
            CollectionStore node = i % 2 == 0 ? store : other;
            threads.execute(() -> {
                Client client = new Client(node, Variable.IP, "10.0.0.1");
                client.add("hits", 1);
                client.add("bytes", 10);
                client.collections.store();
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (CollectionStore node : List.of(store, other)) {
            Client client = new Client(node, Variable.IP, "10.0.0.1");
            assertThat(client.ip("hits")).isEqualTo("400");
            assertThat(client.ip("bytes")).isEqualTo("4000");
        }
    }

    @Test
    void store_afterItsTimeout_theCollectionIsGone() {
        Client client = client();
        client.add("hits", 1);
        client.collections.set(Variable.IP, Bytes.of("timeout"), Bytes.of("1"));
        client.collections.store();
        assertThat(client().ip("hits")).isEqualTo("1");

        Awaitility.await().untilAsserted(() -> assertThat(client().ip("IS_NEW")).isEqualTo("1"));
        assertThat(dict.getKeys(0)).isEmpty();
    }

    @Test
    void open_newCollection_tellsSo() {
        assertThat(client().ip("IS_NEW")).isEqualTo("1");
        Client client = client();
        client.add("hits", 1);
        client.collections.store();
        now += 5000;

        Client later = client();
        assertThat(later.ip("IS_NEW")).isEqualTo("0");
        assertThat(later.ip("CREATE_TIME")).isEqualTo("1700000000");
        assertThat(later.ip("KEY")).isEqualTo("10.0.0.1");
    }

    @Test
    void open_otherKeyCollectionOrApplication_isAnotherCollection() {
        Client client = new Client(Variable.SESSION, "s1");
        client.collections.set(Variable.SESSION, Bytes.of("a"), Bytes.of("1"));
        client.collections.store();
        Variables variables = new Variables();
        OpenCollections other = new OpenCollections(store, variables, Bytes.of("blog"), Duration.ofHours(1));
        other.open(Variable.SESSION, Bytes.of("s1"));

        assertThat(variables.first(Variable.SESSION, Bytes.of("a"))).isNull();
        assertThat(new Client(Variable.SESSION, "s2").variables.first(Variable.SESSION, Bytes.of("a")))
                .isNull();
        assertThat(new Client(Variable.SESSION, "s1").variables.first(Variable.SESSION, Bytes.of("a")))
                .isNotNull();
    }

    @Test
    void open_longKey_isKeptToo() {
        String key = "k".repeat(100_000);
        Client client = new Client(Variable.IP, key);
        client.add("hits", 1);
        client.collections.store();

        assertThat(new Client(Variable.IP, key).ip("hits")).isEqualTo("1");
        assertThat(new Client(Variable.IP, key + "k").ip("hits")).isNull();
    }

    @Test
    void expire_afterItsSeconds_theVariableIsGone() {
        Client client = client();
        client.add("block", 1);
        client.add("hits", 1);
        client.collections.expire(Variable.IP, Bytes.of("block"), 60);
        client.collections.store();
        now += 59_000;
        assertThat(client().ip("block")).isEqualTo("1");
        now += 1_000;

        assertThat(client().ip("block")).isNull();
        assertThat(client().ip("hits")).isEqualTo("1");
    }

    @Test
    void deprecate_lessensByTheTimeWithoutChange() {
        Client client = client();
        client.add("score", 100);
        client.collections.store();
        now += 650_000;

        Client later = client();
        later.collections.deprecate(Variable.IP, Bytes.of("score"), 20, 300);
        assertThat(later.ip("score")).isEqualTo("60");
        now += 30_000_000;
        Client muchLater = client();
        muchLater.collections.deprecate(Variable.IP, Bytes.of("score"), 20, 300);
        assertThat(muchLater.ip("score")).isEqualTo("0");
    }

    @Test
    void remove_lastVariable_takesTheCollectionAway() {
        Client client = client();
        client.add("hits", 1);
        client.collections.store();
        client.collections.remove(Variable.IP, Bytes.of("hits"));
        client.collections.store();

        assertThat(client().ip("IS_NEW")).isEqualTo("1");
        assertThat(dict.getKeys(0)).isEmpty();
    }

    @Test
    void store_entryLivesForTheTimeoutOrItsOwn() {
        Client client = client();
        client.add("hits", 1);
        client.collections.store();
        String key = dict.getKeys(0).get(0);
        assertThat(dict.ttl(key).ttl()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));

        client.collections.set(Variable.IP, Bytes.of("timeout"), Bytes.of("60"));
        client.collections.store();
        assertThat(dict.ttl(key).ttl()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void dictDown_transactionsGoOnWithEmptyCollections_andAskAgainAfterASecond() {
        Client client = client();
        client.add("hits", 1);
        client.collections.store();
        down = true;

        Client lost = client();
        assertThat(lost.ip("hits")).isNull();
        lost.add("hits", 1);
        assertThat(lost.ip("hits")).isEqualTo("1");
        lost.collections.store();
        down = false;
        assertThat(client().ip("hits")).isNull();
        now += 1_000;
        assertThat(client().ip("hits")).isEqualTo("1");
    }

    @Test
    void entryOfSomebodyElse_isWrittenOver() {
        Client client = client();
        client.add("hits", 1);
        client.collections.store();
        String key = dict.getKeys(0).get(0);
        for (byte[] bytes : new byte[][] {{}, {9}, {1, 2, 3}, {1, 0, 0, 0, 0, 0, 0, 0, 0}}) {
            dict.set(key, LuaScalar.of(bytes), Duration.ZERO, 0);
            Client over = client();
            assertThat(over.ip("hits")).isNull();
            over.add("hits", 7);
            over.collections.store();
            assertThat(client().ip("hits")).isEqualTo("7");
        }
    }
}
