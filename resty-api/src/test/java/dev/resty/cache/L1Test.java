// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.resty.dict.Codec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class L1Test extends CacheFixture {

    private static final long NOW = 1_000;

    private final L1<String> l1 = new L1<>(3, 100);

    private static L1Object<String> object(String key, int weight, long until) {
        CacheHit<String> hit = new CacheHit<>(key, HitLevel.L1);
        return new L1Object<>(key, hit, Set.of(), weight, new LongAdder(), until, until, until, 0);
    }

    private List<String> put(String key, int weight) {
        return keys(l1.put(object(key, weight, 10_000), NOW));
    }

    private static List<String> keys(List<L1Object<String>> objects) {
        return objects.stream().map(object -> object.key).toList();
    }

    private void hit(String key) {
        l1.get(key).visit();
    }

    @Test
    void put_full_dropsTheOldestThatWasNotHit() {
        put("a", 1);
        put("b", 1);
        put("c", 1);
        hit("a");
        assertThat(put("d", 1)).containsExactly("b");
        assertThat(put("e", 1)).containsExactly("c");
        hit("d");
        hit("e");
        assertThat(put("f", 1)).containsExactly("a");
        assertThat(l1.size()).isEqualTo(3);
    }

    @Test
    void put_allHit_stillDropsOne() {
        for (String key : List.of("a", "b", "c")) {
            put(key, 1);
            hit(key);
        }
        assertThat(put("d", 1)).containsExactly("a");
    }

    @Test
    void put_overIsTakenFirst_evenWhereItWasHit() {
        put("a", 1);
        l1.put(object("b", 1, NOW), NOW);
        put("c", 1);
        hit("a");
        hit("b");
        assertThat(put("d", 1)).containsExactly("b");
    }

    @Test
    void put_tooHeavy_dropsUntilItFits_orIsNotTaken() {
        put("a", 40);
        put("b", 40);
        assertThat(put("c", 90)).containsExactly("a", "b");
        assertThat(l1.weight()).isEqualTo(90);
        assertThat(put("d", 101)).containsExactly("d");
        assertThat(l1.get("d")).isNull();
        assertThat(put("c", 10)).isEmpty();
        assertThat(l1.weight()).isEqualTo(10);
        l1.clear();
        assertThat(l1.weight()).isZero();
        assertThat(l1.size()).isZero();
    }

    @Test
    void randomOperations_limitsHold_andCountsAgreeWithWhatIsThere() {
        Random random = new Random(42);
        Set<String> present = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            String key = "k" + random.nextInt(8);
            switch (random.nextInt(6)) {
                case 0 -> {
                    l1.remove(key);
                    present.remove(key);
                }
                case 1, 2 -> {
                    L1Object<String> found = l1.get(key);
                    assertThat(found != null).as("operation %s", i).isEqualTo(present.contains(key));
                    if (found != null) {
                        found.visit();
                    }
                }
                default -> {
                    present.add(key);
                    put(key, random.nextInt(60)).forEach(present::remove);
                }
            }
            assertThat(l1.size()).isEqualTo(present.size()).isLessThanOrEqualTo(3);
            long weight = present.stream().mapToLong(one -> l1.get(one).weight).sum();
            assertThat(l1.weight()).isEqualTo(weight).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void hotKeys_surviveAScan() {
        L1<String> large = new L1<>(100, Long.MAX_VALUE);
        List<String> hot = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            hot.add("hot" + i);
            large.put(object("hot" + i, 1, 10_000), NOW);
        }
        for (int i = 0; i < 10_000; i++) {
            large.get(hot.get(i % 50)).visit();
            large.put(object("scan" + i, 1, 10_000), NOW);
        }
        assertThat(hot).allSatisfy(key -> assertThat(large.get(key)).isNotNull());
    }

    @Test
    void cache_weigher_limitsTheWeight() {
        TwoLevelCache<String> cache =
                local().l1Weight(10, (key, value) -> value.length()).build();
        cache.set("a", "xxxxxx");
        cache.set("b", "xxxxx");
        assertThat(cache.stats().l1Size()).isOne();
        assertThat(cache.stats().l1Weight()).isEqualTo(5);
        assertThat(cache.stats().evictions()).isOne();
        cache.set("large", "x".repeat(11));
        assertThat(cache.getIfPresent("large").level()).isEqualTo(HitLevel.L2);
        assertThat(cache.get("none", key -> null).value()).isNull();
    }

    @Test
    void cache_noSize_hasNoFirstLevel() {
        TwoLevelCache<String> cache = local().l1Size(0).build();
        cache.get("k", this::load);
        assertThat(cache.get("k", this::load).level()).isEqualTo(HitLevel.L2);
    }

    @Test
    void cache_weigherSaysNegative_isRefused() {
        TwoLevelCache<String> cache = local().l1Weight(10, (key, value) -> -1).build();
        assertThatIllegalArgumentException().isThrownBy(() -> cache.set("k", "v"));
        assertThat(TwoLevelCache.builder(dict, Codec.utf8()).name("n").build().name())
                .isEqualTo("n");
    }
}
