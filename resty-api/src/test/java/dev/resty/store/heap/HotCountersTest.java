// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.DictListener.Event;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A counter that is remembered because it is counted again and again is the dict's entry as any other. */
class HotCountersTest {

    private static final String KEY = "hits";

    private final ManualTicker ticker = new ManualTicker();

    private final HeapSharedDict dict = new HeapSharedDict("counts", HeapSharedDict.MIN_CAPACITY, ticker);

    @BeforeEach
    void count() {
        for (int i = 1; i <= 40; i++) {
            assertThat(dict.incr(KEY, 1, 0).value()).isEqualTo(i);
        }
    }

    @Test
    void incr_sameTextAsAnotherObject_countsTheSame() {
        assertThat(dict.incr(new String(KEY), 1).value()).isEqualTo(41);
        assertThat(dict.incr(KEY, 1).value()).isEqualTo(42);
    }

    @Test
    void incr_afterDelete_findsNothing() {
        dict.delete(KEY);
        assertThat(dict.incr(KEY, 1).error()).isEqualTo("not found");
        assertThat(dict.incr(KEY, 1, 100).value()).isEqualTo(101);
    }

    @Test
    void incr_afterFlushAll_startsAnew() {
        dict.flushAll();
        assertThat(dict.incr(KEY, 1).error()).isEqualTo("not found");
        assertThat(dict.incr(KEY, 1, 0).value()).isEqualTo(1);
    }

    @Test
    void incr_afterItsEnd_startsAnew() {
        dict.expire(KEY, Duration.ofSeconds(1));
        assertThat(dict.incr(KEY, 1).value()).isEqualTo(41);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(dict.incr(KEY, 1).error()).isEqualTo("not found");
    }

    @Test
    void incr_whereAStringHasTakenItsPlace_isRefused() {
        dict.set(KEY, "text");
        assertThat(dict.incr(KEY, 1).error()).isEqualTo("not a number");
    }

    @Test
    void incr_whereAnotherKeyHasItsRecord_countsNeither() {
        dict.delete(KEY);
        dict.set("other", 7);
        assertThat(dict.incr(KEY, 1).error()).isEqualTo("not found");
        assertThat(dict.incr("other", 0).value()).isEqualTo(7);
    }

    @Test
    void incr_whileOthersAreEvicted_isAUse() {
        String filler = "x".repeat(100);
        for (int i = 0; i < 1000; i++) {
            dict.set("filler" + i, filler);
            assertThat(dict.incr(KEY, 1).error()).isNull();
        }
        assertThat(dict.getKeys(0)).contains(KEY).doesNotContain("filler0");
    }

    @Test
    void incr_withAListener_tellsIt() {
        List<Event> events = new ArrayList<>();
        dict.listen((event, key) -> events.add(event));
        dict.incr(KEY, 1);
        assertThat(events).containsExactly(Event.STORED);
    }
}
