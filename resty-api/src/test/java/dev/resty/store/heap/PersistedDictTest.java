// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.ManualTicker;
import dev.resty.store.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Dicts that are written to their files while they are in use. */
class PersistedDictTest {

    @TempDir
    Path folder;

    private Path file;

    private final ManualTicker ticker = new ManualTicker();

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.resty.dict");

    private HeapSharedDict dict;

    private PersistedDict persisted;

    @BeforeEach
    void open() {
        file = folder.resolve("dogs.dict");
        dict = new HeapSharedDict("dogs", 1 << 20, ticker);
        persisted = new PersistedDict(dict, new DictSnapshot(file, ticker));
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(logged);
    }

    /** What a process finds that starts after this one was killed. */
    private HeapSharedDict afterACrash() {
        HeapSharedDict found = new HeapSharedDict("dogs", 1 << 20, ticker);
        new DictSnapshot(file, ticker).load(found);
        return found;
    }

    /** What is in a dict, in the order of use. Empties its lists. */
    private static List<String> contents(SharedDict dict) {
        Map<String, String> scalars = new LinkedHashMap<>();
        dict.entries()
                .forEach(entry -> scalars.put(entry.getKey(), entry.getValue().toString()));
        return dict.getKeys(0).stream()
                .map(key -> {
                    if (scalars.containsKey(key)) {
                        return key + " " + scalars.get(key);
                    }
                    StringBuilder list = new StringBuilder(key + " " + dict.ttl(key));
                    while (dict.llen(key).length() > 0) {
                        list.append(' ').append(dict.lpop(key).value());
                    }
                    return list.toString();
                })
                .toList();
    }

    private void fill() {
        dict.set("text", LuaScalar.of("wuff"), Duration.ofSeconds(60), 7);
        dict.set("number", LuaScalar.of(-1.5), Duration.ZERO, 3);
        dict.incr("count", 1, 41);
        dict.set("yes", true);
        dict.set("no", false);
        dict.set("empty", new byte[0]);
        dict.rpush("list", LuaScalar.of("a"));
        dict.rpush("list", LuaScalar.of(2));
        dict.expire("list", Duration.ofSeconds(30));
        dict.get("number");
    }

    @Test
    void saveChanges_afterACrash_isAllThere() {
        fill();
        persisted.saveChanges();
        dict.set("later", "lost");

        HeapSharedDict found = afterACrash();

        dict.delete("later");
        assertThat(contents(found)).isEqualTo(contents(dict)).hasSize(7);
    }

    @Test
    void saveChanges_leavesTheDictAsItIs() {
        HeapSharedDict untouched = new HeapSharedDict("dogs", 1 << 20, ticker);
        HeapSharedDict saved = dict;
        fill();
        dict = untouched;
        fill();

        persisted.saveChanges();

        assertThat(saved.used()).isEqualTo(untouched.used());
        assertThat(saved.stats()).isEqualTo(untouched.stats());
        assertThat(contents(saved)).isEqualTo(contents(untouched));
    }

    @Test
    void timesToLive_goOnAfterACrash() {
        dict.set("short", 1, Duration.ofSeconds(5));
        dict.set("long", 1, Duration.ofSeconds(60));
        persisted.saveChanges();

        ticker.advance(Duration.ofSeconds(20));

        assertThat(afterACrash().getKeys()).containsExactly("long");
        assertThat(afterACrash().ttl("long").ttl()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void flushedEntries_areNotWritten() {
        dict.set("old", 1);
        dict.flushAll();
        dict.set("new", 1);
        persisted.saveChanges();

        assertThat(afterACrash().getKeys()).containsExactly("new");
    }

    @Test
    void saveChanges_nothingWritten_writesNothing() throws IOException {
        persisted.saveChanges();
        assertThat(file).doesNotExist();

        fill();
        persisted.saveChanges();
        Files.delete(file);
        dict.get("text");
        dict.get("nothing");
        dict.getKeys(0);
        assertThat(dict.entries()).isNotEmpty();
        dict.stats();
        dict.freeSpace();
        persisted.saveChanges();
        assertThat(file).doesNotExist();
    }

    @Test
    void saveChanges_anyKindOfChange_isWritten() throws IOException {
        RestyLock lock;
        try (HeapStoreProvider stores = new HeapStoreProvider(ticker)) {
            lock = new RestyLock(stores.openLocks(dict), LockOptions.defaults());
        }
        fill();
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("set", () -> dict.set("number", 8));
        changes.put("set again", () -> dict.set("number", 9));
        changes.put("set text again", () -> dict.set("text", LuaScalar.of("miau"), Duration.ofSeconds(60), 7));
        changes.put("incr", () -> dict.incr("count", 1));
        changes.put("expire", () -> dict.expire("count", Duration.ofSeconds(9)));
        changes.put("add", () -> dict.add("new", LuaScalar.of(1), Duration.ZERO));
        changes.put("delete", () -> dict.delete("new"));
        changes.put("lpush", () -> dict.lpush("list", LuaScalar.of(1)));
        changes.put("lpop", () -> dict.lpop("list"));
        changes.put("update", () -> dict.update("number", entry -> null));
        changes.put("lock", () -> lock.lock("l"));
        changes.put("unlock", lock::unlock);
        changes.put("flushAll", () -> dict.flushAll());
        changes.put("flushExpired", () -> dict.flushExpired(0));
        persisted.saveChanges();
        for (Map.Entry<String, Runnable> change : changes.entrySet()) {
            Files.deleteIfExists(file);
            change.getValue().run();
            persisted.saveChanges();
            assertThat(file).as(change.getKey()).exists();
        }
    }

    @Test
    void dictThatWasLoaded_isWrittenOnlyAfterAChange() throws IOException {
        dict.set("k", 1);
        persisted.saveChanges();
        PersistedDict again =
                new PersistedDict(new HeapSharedDict("dogs", 1 << 20, ticker), new DictSnapshot(file, ticker));
        Files.delete(file);

        again.saveChanges();

        assertThat(file).doesNotExist();
    }

    @Test
    void close_writesWhatCameLast_andNothingAfterIt() {
        dict.set("k", 1);
        persisted.saveChanges();
        dict.set("k", 2);
        persisted.close();
        assertThat(afterACrash().getLong("k", 0)).isEqualTo(2);

        dict.set("k", 3);
        persisted.saveChanges();
        persisted.close();
        assertThat(afterACrash().getLong("k", 0)).isEqualTo(2);
    }

    @Test
    void fileThatACrashLeftUnfinished_isInNobodysWay() throws IOException {
        Files.writeString(folder.resolve(".dogs.dict.tmp"), "x".repeat(100_000));
        dict.set("k", 1);
        persisted.saveChanges();

        assertThat(afterACrash().getLong("k", 0)).isOne();
        assertThat(folder.resolve(".dogs.dict.tmp")).doesNotExist();
    }

    @Test
    void failures_areReportedOnce_andTheirEnd() throws IOException {
        // Nothing can be moved onto a folder that isn't empty, whoever runs this.
        Files.createDirectories(file.resolve("in the way"));
        for (int i = 0; i < 3; i++) {
            dict.set("k", i);
            persisted.saveChanges();
        }
        assertThat(logged.list).hasSize(1);
        assertThat(logged.list.get(0).getLevel()).isEqualTo(Level.ERROR);
        assertThat(logged.list.get(0).getFormattedMessage())
                .startsWith("can't persist shared dict \"dogs\" to " + file);
        assertThat(folder).isDirectoryNotContaining(left -> left.toString().endsWith(".tmp"));

        Files.delete(file.resolve("in the way"));
        Files.delete(file);
        persisted.saveChanges();
        persisted.saveChanges();
        assertThat(logged.list).hasSize(2);
        assertThat(logged.list.get(1).getLevel()).isEqualTo(Level.INFO);
        assertThat(afterACrash().getLong("k", 0)).isEqualTo(2);
    }

    @Test
    void failureAtTheEnd_isReportedInAnyCase() throws IOException {
        Files.createDirectories(file.resolve("in the way"));
        dict.set("k", 1);
        persisted.saveChanges();
        persisted.close();

        assertThat(logged.list).hasSize(2).allMatch(event -> event.getLevel() == Level.ERROR);
    }

    @Test
    void frozenObjects_areReportedOnce() {
        dict.set("object", new LuaScalar.Frozen(new Object(), 100), Duration.ZERO, 0);
        for (int i = 0; i < 3; i++) {
            dict.set("k", i);
            persisted.saveChanges();
        }

        assertThat(logged.list).hasSize(1);
        assertThat(logged.list.get(0).getFormattedMessage()).contains("1 frozen objects of shared dict \"dogs\"");
        assertThat(afterACrash().getKeys()).containsExactly("k");
    }

    /** Texts and their flags belong together, lists count on from one, and what was there all the time is in each file. */
    @Test
    void saveChanges_whileOthersWrite_hasEachEntryAsItWasAtOneMoment() throws Exception {
        dict.set("rock", "still here");
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> texts = threads.submit(() -> {
                for (int i = 0; !over.get(); i = (i + 1) % 1000) {
                    int length = 1 + i % 20;
                    dict.set("text" + i % 100, LuaScalar.of("x".repeat(length)), Duration.ZERO, length);
                    dict.delete("text" + (i * 31 + 7) % 100);
                }
            });
            Future<?> lists = threads.submit(() -> {
                for (int i = 0; !over.get(); i = (i + 1) % 1000) {
                    String key = "list" + i % 20;
                    dict.delete(key);
                    for (int n = 1; n <= 5; n++) {
                        dict.rpush(key, LuaScalar.of(n));
                    }
                }
            });
            for (int i = 0; i < 50; i++) {
                persisted.saveChanges();
                HeapSharedDict found = afterACrash();
                assertThat(found.getString("rock")).isEqualTo("still here");
                for (String key : found.getKeys(0)) {
                    if (key.startsWith("list")) {
                        long length = found.llen(key).length();
                        for (long n = 1; n <= length; n++) {
                            assertThat(found.lpop(key).value()).isEqualTo(LuaScalar.of(n));
                        }
                    } else if (key.startsWith("text")) {
                        DictValue text = found.get(key);
                        assertThat(text).isNotNull();
                        assertThat(text.value().toBytes()).hasSize(text.flags());
                    }
                }
            }
            over.set(true);
            texts.get();
            lists.get();
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(logged.list).isEmpty();
    }

    @Test
    void store_writesAtIntervals() throws IOException {
        DictSettings settings =
                DictSettings.of("cats", 1 << 20).withPersist(file).withPersistInterval(Duration.ofMillis(5));
        try (HeapStoreProvider stores = new HeapStoreProvider(Ticker.system())) {
            SharedDict cats = stores.openDict(settings);
            cats.set("k", 1);
            Awaitility.await().until(() -> Files.exists(file));
            cats.set("k", 2);
            Awaitility.await().until(() -> afterACrash().getLong("k", 0) == 2);
            stores.openDict(settings.withPersistInterval(Duration.ZERO)).set("k", 3);
        }
        assertThat(afterACrash().getLong("k", 0)).isEqualTo(3);
    }

    @Test
    void intervalWithoutAFile_orNegative_isRefused() {
        try (HeapStoreProvider stores = new HeapStoreProvider(ticker)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            stores.openDict(DictSettings.of("d", 1 << 20).withPersistInterval(Duration.ofSeconds(1))))
                    .withMessageContaining("\"d\"")
                    .withMessageContaining("1000 ms");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DictSettings.of("d", 1 << 20).withPersistInterval(Duration.ofSeconds(-1)));
    }
}
