// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.resty.dict.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Caches on several nodes, and nodes whose store does not answer. */
@Timeout(60)
class NodesTest extends CacheFixture {

    private final TwoLevelCache<String> a = node().build();

    private final TwoLevelCache<String> b = node().build();

    private CacheHit<String> l1(String value) {
        return new CacheHit<>(value, HitLevel.L1);
    }

    @Test
    void deleteSetAndClears_dropTheObjectsOfOthers() {
        List<Runnable> changes = List.of(
                () -> a.delete("k"),
                () -> a.set("k", "new"),
                () -> a.renew("k", this::load),
                a::purge,
                () -> a.clearPrefix("k"),
                () -> a.clearTag("t"));
        for (Runnable change : changes) {
            a.set("k", Loaded.of("old").withTags("t"));
            bus.deliver();
            assertThat(b.getIfPresent("k").value()).isEqualTo("old");
            change.run();
            assertThat(b.getIfPresent("k")).isEqualTo(l1("old"));
            bus.deliver();
            CacheHit<String> hit = b.getIfPresent("k");
            assertThat(hit == null ? "none" : hit.value()).isNotEqualTo("old");
        }
        assertThat(b.stats().invalidations()).isEqualTo(12);
        assertThat(a.stats().invalidations()).isZero();
    }

    @Test
    void ownNews_leaveOnesOwnObjectAlone() {
        a.set("k", "v");
        bus.deliver();
        assertThat(a.getIfPresent("k")).isEqualTo(l1("v"));
    }

    @Test
    void otherNames_hearNothing() {
        TwoLevelCache<String> named = node().name("named").build();
        named.set("k", "v");
        bus.deliver();
        a.purge();
        bus.deliver();
        assertThat(named.getIfPresent("k")).isEqualTo(l1("v"));
    }

    @Test
    void missedMessages_emptyTheFirstLevel() {
        a.set("k", "old");
        bus.deliver();
        b.getIfPresent("k");
        a.set("k", "new");
        bus.lose();

        assertThat(b.getIfPresent("k")).isEqualTo(new CacheHit<>("new", HitLevel.L2));
        assertThat(b.stats().missed()).isEqualTo(1);
    }

    @Test
    void missedClear_isSeenAfterTheObjectsTimeAtTheLatest() {
        a.set("k", "old");
        bus.deliver();
        b.getIfPresent("k");
        a.purge();
        ticker.advance(Duration.ofSeconds(11));
        assertThat(b.getIfPresent("k")).isNull();
    }

    @Test
    void messageThatCantBeRead_emptiesTheFirstLevel() {
        for (byte[] message :
                List.of(new byte[0], new byte[16], new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 99})) {
            b.set("k", "v");
            bus.deliverRaw(message);
            assertThat(b.getIfPresent("k")).isEqualTo(new CacheHit<>("v", HitLevel.L2));
        }
    }

    @Test
    void deletedElsewhereDuringALoad_itsValueIsNeverStored() {
        CacheHit<String> loaded = b.get("k", key -> {
            a.delete("k");
            return "old";
        });
        assertThat(loaded).isEqualTo(new CacheHit<>("old", HitLevel.LOADER));
        assertThat(a.getIfPresent("k")).isNull();
        assertThat(b.getIfPresent("k")).isNull();
        assertThat(b.get("k", this::load).value()).isEqualTo("k#1");
        assertThat(a.getIfPresent("k").value()).isEqualTo("k#1");
    }

    @Test
    void deletedTwiceElsewhereDuringLoads_neitherIsStored() {
        a.delete("k");
        b.get("k", key -> {
            a.delete("k");
            return "old";
        });
        assertThat(a.getIfPresent("k")).isNull();
    }

    @Test
    void setElsewhereDuringALoad_isNotOverwritten() {
        assertThat(b.get("k", key -> {
                            a.set("k", "new");
                            return "old";
                        })
                        .value())
                .isEqualTo("old");
        assertThat(b.getIfPresent("k").value()).isEqualTo("new");
        assertThat(dict.getString("k")).isEqualTo("new");
    }

    @Test
    void setElsewhereToTheSameStaleValueDuringALoad_isNotOverwritten() {
        TwoLevelCache<String> c = node().staleIfError(Duration.ofMinutes(5)).build();
        TwoLevelCache<String> d = node().staleIfError(Duration.ofMinutes(5)).build();
        c.set("k", "one");
        ticker.advance(Duration.ofSeconds(61));
        d.get("k", key -> {
            c.set("k", "one");
            return "two";
        });
        assertThat(dict.getString("k")).isEqualTo("one");
        assertThat(d.getIfPresent("k").value()).isEqualTo("one");
    }

    @Test
    void clearedElsewhereDuringALoad_itsValueDoesNotComeBack() {
        b.get("warm", this::load);
        b.getLoaded("k", key -> {
            a.clearTag("t");
            return Loaded.of("old").withTags("t");
        });
        b.get("p:k", key -> {
            a.clearPrefix("p:");
            return "old";
        });
        bus.deliver();
        for (TwoLevelCache<String> node : List.of(a, b, node().build())) {
            assertThat(node.getIfPresent("k")).isNull();
            assertThat(node.getIfPresent("p:k")).isNull();
        }
        assertThat(b.getIfPresent("warm").value()).isEqualTo("warm#1");
    }

    @Test
    void deleted_scriptSeesFalseForAMinute() {
        a.set("k", "v");
        a.delete("k");
        assertThat(dict.getBoolean("k", true)).isFalse();
        ticker.advance(L2.MARK.plusSeconds(1));
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void secondLevelHit_asksTheStoreOnce() {
        a.set("k", "v");
        bus.deliver();
        b.getIfPresent("warm");
        b.get("k", this::load);
        b.invalidate("k");
        asked.set(0);
        b.getIfPresent("k");
        assertThat(asked).hasValue(1);
    }

    @Test
    void storeDown_freshObjectsAnswer_andOthersFail() {
        a.set("k", "v");
        down.set(true);
        assertThat(a.get("k", this::load)).isEqualTo(l1("v"));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.get("other", this::load));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.delete("k"));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.set("k", "w"));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(a::purge);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.getIfPresent("other"));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.peek("other"));
        assertThat(loads).hasValue(0);
        assertThat(a.stats().storeFailures()).isPositive();
    }

    @Test
    void storeDown_isAskedOnceASecond_andRecoversByItself() {
        a.set("k", "v");
        down.set(true);
        asked.set(0);
        for (int i = 0; i < 10; i++) {
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.get("other", this::load));
        }
        assertThat(asked).hasValue(1);
        ticker.advance(Duration.ofSeconds(1));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> a.get("other", this::load));
        assertThat(asked).hasValue(2);
        down.set(false);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(a.get("other", this::load).value()).isEqualTo("other#1");
        assertThat(b.getIfPresent("other").value()).isEqualTo("other#1");
    }

    @Test
    void storeDown_l1WhenStoreDown_servesWhatItHasForThatTime() {
        TwoLevelCache<String> cache =
                node().l1WhenStoreDown(Duration.ofSeconds(30)).build();
        cache.set("k", "v");
        down.set(true);
        CacheHit<String> old = new CacheHit<>("v", HitLevel.STALE);
        for (int second = 11; second < 40; second++) {
            ticker.advance(Duration.ofSeconds(second == 11 ? 11 : 1));
            assertThat(cache.get("k", this::load)).isEqualTo(old);
            assertThat(cache.getIfPresent("k")).isEqualTo(old);
        }
        ticker.advance(Duration.ofSeconds(2));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> cache.get("k", this::load));
        down.set(false);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("v", HitLevel.L2));
    }

    @Test
    void storeDown_deletedMeanwhile_isGoneOnceNewsAreMissed() {
        TwoLevelCache<String> cache =
                node().l1WhenStoreDown(Duration.ofSeconds(30)).build();
        cache.set("k", "v");
        bus.deliver();
        dict.delete("k");
        down.set(true);
        ticker.advance(Duration.ofSeconds(11));
        assertThat(cache.get("k", this::load).value()).isEqualTo("v");
        down.set(false);
        bus.lose();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.LOADER));
    }

    @Test
    void storeDown_loadWhenStoreDown_loadsForTheFirstLevelAlone() {
        TwoLevelCache<String> cache = node().loadWhenStoreDown(true).build();
        down.set(true);
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.LOADER));
        assertThat(cache.get("k", this::load)).isEqualTo(l1("k#1"));
        assertThat(cache.getBulk(List.of("k", "l"), keys -> java.util.Map.of("l", "bulk"))
                        .get("l")
                        .value())
                .isEqualTo("bulk");
        assertThat(dict.get("k")).isNull();
        down.set(false);
        ticker.advance(Duration.ofSeconds(11));
        assertThat(cache.get("k", this::load).value()).isEqualTo("k#2");
        assertThat(dict.getString("k")).isEqualTo("k#2");
    }

    @Test
    void storeGoesDownDuringALoad_callerGetsTheValueAllTheSame() {
        assertThat(a.get("k", key -> {
                    down.set(true);
                    return "v";
                }))
                .isEqualTo(new CacheHit<>("v", HitLevel.LOADER));
        down.set(false);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(a.get("k", this::load).value()).isEqualTo("k#1");
    }

    @Test
    void loadLongerThanTheMarkOfADeletion_isNotShared() {
        a.get("k", key -> {
            ticker.advance(L2.LONGEST_LOAD);
            return "v";
        });
        assertThat(dict.get("k")).isNull();
        assertThat(a.get("k", this::load)).isEqualTo(l1("v"));
    }

    @Test
    void close_hearsNoMore() {
        int before = bus.subscribers();
        a.close();
        assertThat(bus.subscribers()).isEqualTo(before - 1);
    }

    @Test
    void listener_hearsWhatHappens_andMayFail() {
        List<String> heard = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        TwoLevelCache<String> cache = node().listener((event, key) -> {
                    failures.incrementAndGet();
                    throw new IllegalStateException("listener");
                })
                .listener((event, key) -> heard.add(event + " " + key))
                .l1Size(1)
                .build();
        cache.get("k", this::load);
        assertThatExceptionOfType(CacheLoadException.class).isThrownBy(() -> cache.get("f", this::fail));
        cache.set("s", "v");
        cache.delete("s");
        cache.clearTag("t");
        a.delete("x");
        bus.deliver();
        bus.lose();
        down.set(true);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> cache.get("d", this::load));

        assertThat(heard)
                .containsExactly(
                        "LOADED k",
                        "LOAD_FAILED f",
                        "EVICTED k",
                        "STORED s",
                        "DELETED s",
                        "CLEARED t",
                        "INVALIDATED x",
                        "MISSED ",
                        "STORE_DOWN d");
        assertThat(failures).hasValue(heard.size());
    }
}
