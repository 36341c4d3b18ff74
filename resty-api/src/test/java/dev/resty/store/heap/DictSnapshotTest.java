// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dicts whose contents outlive their store in a file. */
class DictSnapshotTest {

    @TempDir
    Path folder;

    private Path file;
    private final Clock clock = new Clock();

    /** A clock of both kinds that stands until it is moved. */
    private static final class Clock implements Ticker {

        private long millis = 1_000_000;

        @Override
        public long nanoTime() {
            return millis * 1_000_000;
        }

        @Override
        public long currentTimeMillis() {
            return millis;
        }
    }

    @BeforeEach
    void name() {
        file = folder.resolve("dogs.dict");
    }

    private DictSettings settings(long capacity) {
        return DictSettings.of("dogs", capacity).withPersist(file);
    }

    /** A process that opens the dict, does something with it, and ends. */
    private void process(Consumer<SharedDict> life) {
        process(1 << 20, life);
    }

    private void process(long capacity, Consumer<SharedDict> life) {
        try (HeapStoreProvider store = new HeapStoreProvider(clock)) {
            life.accept(store.openDict(settings(capacity)));
        }
    }

    @Test
    void entries_ofAllTypes_areThereAgain() {
        byte[] allBytes = new byte[256];
        for (int i = 0; i < allBytes.length; i++) {
            allBytes[i] = (byte) i;
        }
        String key = new String(allBytes, StandardCharsets.ISO_8859_1);
        process(dict -> {
            dict.set("text", LuaScalar.of("wuff"), Duration.ZERO, 7);
            dict.set("number", -1.5);
            dict.set("nan", Double.NaN);
            dict.set("yes", true);
            dict.set("no", false);
            dict.set("empty", new byte[0]);
            dict.set(key, allBytes);
            dict.rpush("list", LuaScalar.of("a"));
            dict.rpush("list", LuaScalar.of(2));
            dict.incr("count", 41, 0);
            dict.incr("count", 1);
        });
        process(dict -> {
            assertThat(dict.get("text")).isEqualTo(new DictValue(LuaScalar.of("wuff"), 7, false));
            assertThat(dict.getDouble("number", 0)).isEqualTo(-1.5);
            assertThat(dict.getDouble("nan", 0)).isNaN();
            assertThat(dict.getBoolean("yes", false)).isTrue();
            assertThat(dict.getBoolean("no", true)).isFalse();
            assertThat(dict.getBytes("empty")).isEmpty();
            assertThat(dict.getBytes(key)).isEqualTo(allBytes);
            assertThat(dict.llen("list").length()).isEqualTo(2);
            assertThat(dict.lpop("list").value()).isEqualTo(LuaScalar.of("a"));
            assertThat(dict.lpop("list").value()).isEqualTo(LuaScalar.of(2));
            assertThat(dict.getLong("count", 0)).isEqualTo(42);
        });
    }

    @Test
    void timesToLive_goOnWhileNothingRuns() {
        process(dict -> {
            dict.set("short", 1, Duration.ofSeconds(5));
            dict.set("long", 1, Duration.ofSeconds(60));
            dict.set("ever", 1);
            dict.rpush("list", LuaScalar.of(1));
            dict.expire("list", Duration.ofSeconds(60));
            dict.set("over", 1, Duration.ofMillis(1));
            clock.millis += 10;
        });
        clock.millis += 20_000;
        process(dict -> {
            assertThat(dict.getKeys()).containsExactlyInAnyOrder("long", "ever", "list");
            assertThat(dict.ttl("long").ttl()).isEqualTo(Duration.ofMillis(39_990));
            assertThat(dict.ttl("list").ttl()).isEqualTo(Duration.ofMillis(39_990));
            assertThat(dict.ttl("ever").ttl()).isZero();
        });
    }

    @Test
    void orderOfUse_isKept() {
        process(dict -> {
            for (int i = 0; i < 100; i++) {
                dict.set("k" + i, i);
            }
            dict.get("k0");
        });
        process(dict -> {
            assertThat(dict.getKeys(3)).containsExactly("k1", "k2", "k3");
            assertThat(dict.getKeys(0)).hasSize(100).last().isEqualTo("k0");
        });
    }

    @Test
    void smallerDict_keepsWhatWasUsedLast() {
        process(dict -> {
            for (int i = 0; i < 200; i++) {
                dict.set("k" + i, new byte[1024]);
            }
        });
        process(64 << 10, dict -> {
            assertThat(dict.get("k199")).isNotNull();
            assertThat(dict.get("k0")).isNull();
        });
    }

    @Test
    void dictOpenedAgainWithAnotherSize_keepsItsContents() {
        try (HeapStoreProvider store = new HeapStoreProvider(clock)) {
            store.openDict(settings(1 << 20)).set("k", "v");
            SharedDict bigger = store.openDict(settings(2 << 20));
            assertThat(bigger.getString("k")).isEqualTo("v");
            assertThat(bigger.capacity()).isEqualTo(2 << 20);
        }
    }

    @Test
    void frozenObjects_areLeftOut() {
        process(dict -> {
            dict.set("object", new LuaScalar.Frozen(new Object(), 100), Duration.ZERO, 0);
            dict.set("k", 1);
        });
        process(dict -> assertThat(dict.getKeys()).containsExactly("k"));
    }

    @Test
    void everyDamage_isNoticed_andTheFileMovedAside() throws IOException {
        process(dict -> {
            dict.set("k", "value");
            dict.rpush("list", LuaScalar.of("a"));
        });
        byte[] good = Files.readAllBytes(file);
        Path aside = folder.resolve("dogs.dict.corrupt");
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 0x40;
            assertThat(keysOf(flipped)).as("byte %d flipped", i).isZero();
            assertThat(aside).hasBinaryContent(flipped);

            assertThat(keysOf(Arrays.copyOf(good, i))).as("cut at %d", i).isZero();
        }
        assertThat(keysOf(Arrays.copyOf(good, good.length + 1))).isZero();
        assertThat(keysOf(good)).isEqualTo(2);
    }

    private int keysOf(byte[] content) throws IOException {
        Files.write(file, content);
        int[] keys = new int[1];
        process(dict -> {
            keys[0] = dict.getKeys().size();
            assertThat(Files.exists(file)).isEqualTo(keys[0] > 0);
        });
        return keys[0];
    }

    @Test
    void placeThatCannotBeWritten_isRefused() throws IOException {
        try (HeapStoreProvider store = new HeapStoreProvider(clock)) {
            assertThatThrownBy(() ->
                            store.openDict(DictSettings.of("d", 1 << 20).withPersist(folder.resolve("no/such/folder"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no such folder");
            assertThatThrownBy(() -> store.openDict(
                            DictSettings.of("d", 1 << 20).withPersist(Files.createDirectory(folder.resolve("sub")))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("can't be written");
            store.openDict(settings(1 << 20));
            assertThatThrownBy(() ->
                            store.openDict(DictSettings.of("cats", 1 << 20).withPersist(folder.resolve("./dogs.dict"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the file of dict \"dogs\"");
        }
    }

    @Test
    void nothingButTheFile_isLeftBehind() throws IOException {
        process(dict -> dict.set("k", 1));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
