// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.cache.Clears.Clear;
import dev.resty.cache.Clears.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlightsTest {

    private static final Clear ALL = new Clear(Kind.ALL, "");

    private final Clears clears = new Clears();

    private final Flights<String> flights = new Flights<>(clears);

    @Test
    void changeAll_loadBeganBefore_publishesNothing() {
        Flight<String> before = flights.board("key").flight();
        flights.changeAll(clears.add(ALL));
        assertThat(published(before)).isZero();
        assertThat(flights.board("key").leads()).isTrue();
    }

    @Test
    void changeAll_loadBeganWhenTheClearWasCounted_publishesAndIsJoined() {
        int clear = clears.add(ALL);
        Flight<String> after = flights.board("key").flight();
        flights.changeAll(clear);
        assertThat(published(after)).isOne();
        assertThat(flights.board("key").flight()).isSameAs(after);
    }

    @Test
    void changeAll_loadBeganBetweenTwoClears_publishesNothingAfterTheSecond() {
        int first = clears.add(ALL);
        Flight<String> between = flights.board("key").flight();
        int second = clears.add(ALL);
        flights.changeAll(second);
        flights.changeAll(first);
        assertThat(published(between)).isZero();
    }

    private int published(Flight<String> flight) {
        AtomicInteger stores = new AtomicInteger();
        flights.publish("key", flight, stores::incrementAndGet);
        return stores.get();
    }
}
