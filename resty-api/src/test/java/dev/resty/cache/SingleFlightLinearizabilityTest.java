// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.Resty;
import dev.resty.dict.Codec;
import dev.resty.store.ManualTicker;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads ask of a cache at the same time, the values are those of some order of the same calls, in which a key
 * is loaded once and after that only when it was deleted or cleared. Runs without JaCoCo, whose agent Lincheck doesn't
 * bear.
 */
@Tag("lincheck")
class SingleFlightLinearizabilityTest {

    @Test
    void cache_underStress_loadsOnceAndForgetsWhatWasDeleted() {
        new StressOptions()
                .iterations(4)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .check(Cached.class);
    }

    /** Two keys of a cache over a dict of the heap. A loader says how often it was asked for the key. */
    @Param(name = "key", gen = IntGen.class, conf = "0:1")
    public static class Cached {

        private final Resty resty = Resty.builder()
                .ticker(new ManualTicker())
                .dict("lincheck", "1m")
                .build();

        private final TwoLevelCache<String> cache =
                resty.cache("lincheck", Codec.utf8()).build();

        private final AtomicIntegerArray loads = new AtomicIntegerArray(2);

        /** Reads or loads. */
        @Operation
        public String get(@Param(name = "key") int key) {
            return String.valueOf(cache.get("k" + key, k -> "load " + loads.incrementAndGet(key))
                    .value());
        }

        /** Takes one away. */
        @Operation
        public void delete(@Param(name = "key") int key) {
            cache.delete("k" + key);
        }

        /** Takes all away. */
        @Operation
        public void purge() {
            cache.purge();
        }
    }
}
