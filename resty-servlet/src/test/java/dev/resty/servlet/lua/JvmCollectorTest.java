// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JvmCollectorTest {

    private long now;
    private int collections;

    private JvmCollector taking(long millis) {
        return new JvmCollector(() -> now, () -> {
            collections++;
            now += Duration.ofMillis(millis).toNanos();
        });
    }

    private static void ask(JvmCollector collector, int times) {
        for (int i = 0; i < times; i++) {
            collector.collect();
        }
    }

    @Test
    void collect_inALoop_endsWhenASecondIsUsedUp() {
        ask(taking(101), 1000);
        assertThat(collections).isEqualTo(10);
    }

    @Test
    void collect_thatTakesLong_isPaidBackByFiftyTimesTheTime() {
        JvmCollector collector = taking(3000);
        ask(collector, 5);
        assertThat(collections).isEqualTo(1);
        now += Duration.ofSeconds(99).toNanos();
        ask(collector, 5);
        assertThat(collections).isEqualTo(1);
        now += Duration.ofSeconds(2).toNanos();
        ask(collector, 5);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void collect_afterAQuietHour_hasNoMoreThanASecond() {
        JvmCollector collector = taking(500);
        now += Duration.ofHours(1).toNanos();
        ask(collector, 100);
        assertThat(collections).isEqualTo(2);
    }
}
