// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.resty.dict.DictListener.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every store's dict does beyond OpenResty's. */
public abstract class SharedDictBeyondContract extends SharedDictListContract {

    @Test
    void compareAndSet_expected_stores() {
        assertThat(dict.compareAndSet("k", null, ONE, MINUTE, 3)).isEqualTo(StoreResult.done());
        assertThat(dict.get("k")).isEqualTo(new DictValue(ONE, 3, false));
        assertThat(dict.ttl("k").ttl()).isEqualTo(MINUTE);

        assertThat(dict.compareAndSet("k", ONE, TWO, FOREVER, 0).stored()).isTrue();
        assertThat(dict.compareAndSet("k", TWO, null, FOREVER, 0).stored()).isTrue();
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void compareAndSet_another_isChanged() {
        StoreResult changed = new StoreResult(false, "changed", false);
        assertThat(dict.compareAndSet("k", ONE, TWO, FOREVER, 0)).isEqualTo(changed);

        dict.set("k", TWO);
        assertThat(dict.compareAndSet("k", ONE, TWO, FOREVER, 0)).isEqualTo(changed);
        assertThat(dict.compareAndSet("k", null, ONE, FOREVER, 0)).isEqualTo(changed);
        assertThat(dict.compareAndSet("k", LuaScalar.of("2"), ONE, FOREVER, 0)).isEqualTo(changed);
        assertThat(dict.getLong("k", 0)).isEqualTo(2);

        dict.rpush("l", ONE);
        assertThat(dict.compareAndSet("l", ONE, TWO, FOREVER, 0)).isEqualTo(changed);
        assertThat(dict.compareAndSet("l", null, TWO, FOREVER, 0)).isEqualTo(changed);
    }

    @Test
    void compareAndSet_expiredValue_countsAsAbsent() {
        expired("k", ONE, 0);

        assertThat(dict.compareAndSet("k", ONE, TWO, FOREVER, 0).error()).isEqualTo("changed");
        assertThat(dict.compareAndSet("k", null, TWO, FOREVER, 0).stored()).isTrue();
    }

    @Test
    void update_makesOneOfTheOther() {
        assertThat(dict.update("k", current -> DictEntry.of(current == null ? ONE : TWO))
                        .entry())
                .isEqualTo(DictEntry.of(ONE));
        dict.set("k", ONE, Duration.ofSeconds(90), 5);
        List<DictEntry> seen = new ArrayList<>();
        UpdateResult result = dict.update("k", current -> {
            seen.add(current);
            return current == null ? null : current.withValue(TWO);
        });

        assertThat(seen).contains(new DictEntry(ONE, 5, Duration.ofSeconds(90)));
        assertThat(result).isEqualTo(new UpdateResult(new DictEntry(TWO, 5, Duration.ofSeconds(90)), null, false));
        assertThat(dict.get("k")).isEqualTo(new DictValue(TWO, 5, false));
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void update_same_changesNothing_null_removes() {
        dict.set("k", ONE);

        assertThat(dict.update("k", current -> current).entry()).isEqualTo(DictEntry.of(ONE));
        assertThat(dict.update("k", current -> null)).isEqualTo(UpdateResult.done(null, false));
        assertThat(dict.get("k")).isNull();
        assertThat(dict.update("k", current -> null)).isEqualTo(UpdateResult.done(null, false));
    }

    @Test
    void update_throwing_changesNothing() {
        dict.set("k", ONE);

        assertThatIllegalStateException()
                .isThrownBy(() -> dict.update("k", current -> {
                    throw new IllegalStateException("no");
                }));
        assertThat(dict.getLong("k", 0)).isEqualTo(1);
        assertThat(dict.set("k", TWO).stored()).isTrue();
    }

    @Test
    void update_listOrBadKey_fails() {
        dict.rpush("l", ONE);

        assertThat(dict.update("l", current -> DictEntry.of(ONE)).error()).isEqualTo("value is a list");
        assertThat(dict.update("", current -> DictEntry.of(ONE)).error()).isEqualTo("empty key");
        assertThat(dict.update("k".repeat(65_536), current -> DictEntry.of(ONE)).error())
                .isEqualTo("key too long");
        assertThat(dict.llen("l").length()).isEqualTo(1);
    }

    @Test
    void update_manyThreads_losesNothing() throws Exception {
        inThreads(4, thread -> {
            for (int i = 0; i < 250; i++) {
                dict.update(
                        "k",
                        current -> current == null
                                ? DictEntry.of(ONE)
                                : current.withValue(LuaScalar.of(((LuaScalar.Num) current.value()).value() + 1)));
            }
            return null;
        });

        assertThat(dict.getLong("k", 0)).isEqualTo(1_000);
    }

    @Test
    void entries_givesLiveScalarsOnce() {
        for (int i = 0; i < 300; i++) {
            dict.set("k" + i, LuaScalar.of((long) i), Duration.ofSeconds(100), i);
        }
        dict.set("gone", ONE, MINUTE);
        dict.rpush("l", ONE);
        advance(MINUTE);

        try (var entries = dict.entries()) {
            Map<String, DictEntry> all = entries.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            assertThat(all)
                    .hasSize(300)
                    .containsEntry("k7", new DictEntry(LuaScalar.of(7L), 7, Duration.ofSeconds(40)));
        }
    }

    @Test
    void entries_operationsGoOnBetween() {
        for (int i = 0; i < 300; i++) {
            dict.set("k" + i, i);
        }
        int[] seen = {0};
        try (var entries = dict.entries()) {
            entries.forEach(entry -> {
                seen[0]++;
                dict.delete(entry.getKey());
            });
        }

        assertThat(seen[0]).isEqualTo(300);
        assertThat(dict.getKeys()).isEmpty();
    }

    @Test
    void listen_hearsWritesAndDeletes() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Subscription subscription = dict.listen((event, key) -> heard.add(event + " " + key));
        dict.set("k", ONE);
        dict.incr("k", 1);
        dict.get("k");
        dict.add("k", ONE, FOREVER);
        dict.delete("k");
        dict.delete("k");
        dict.rpush("l", ONE);
        dict.lpop("l");
        subscription.close();
        dict.set("k", ONE);

        assertThat(heard).containsExactly("STORED k", "STORED k", "DELETED k", "STORED l", "DELETED l");
    }

    @Test
    void listen_throwing_disturbsNobody() {
        List<Event> heard = new ArrayList<>();
        dict.listen((event, key) -> {
            throw new IllegalStateException("listener");
        });
        dict.listen((event, key) -> {
            dict.get(key);
            heard.add(event);
        });

        assertThat(dict.set("k", ONE).stored()).isTrue();
        assertThat(heard).containsExactly(Event.STORED);
    }

    @Test
    void listen_flushAll_isOneEvent() {
        dict.set("k", ONE);
        List<String> heard = new ArrayList<>();
        dict.listen((event, key) -> heard.add(event + key));
        dict.flushAll();

        assertThat(heard).contains("FLUSHED").doesNotContain("STOREDk", "DELETEDk", "EVICTEDk");
    }

    @Test
    void stats_countHitsMissesWrites() {
        dict.set("k", ONE);
        dict.add("k", ONE, FOREVER);
        dict.incr("k", 1);
        dict.get("k");
        dict.get("k");
        dict.get("nope");

        DictStats stats = dict.stats();
        assertThat(stats.hits()).isEqualTo(2);
        assertThat(stats.misses()).isEqualTo(1);
        assertThat(stats.writes()).isEqualTo(2);
        assertThat(stats.refused()).isZero();
        assertThat(stats.entries()).isIn(1L, -1L);
    }
}
