// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.LuaScalar;
import dev.resty.store.ManualTicker;
import dev.resty.store.heap.DictWrite.When;
import dev.resty.store.heap.HeapTable.Eviction;
import org.junit.jupiter.api.Test;

class EvictionTest {

    private final HeapTable table = new HeapTable(HeapSharedDict.MIN_CAPACITY, new ManualTicker());

    @Test
    void evictOldest_othersRemovedOneMeanwhile_leavesTheNext() {
        store("oldest");
        store("next");
        int looked = table.removals();
        assertThat(table.evictOldest(null, Slots.NONE, looked)).isEqualTo(Eviction.DONE);
        assertThat(table.evictOldest(null, Slots.NONE, looked)).isEqualTo(Eviction.BY_OTHERS);
        assertThat(table.stats().entries()).isOne();
    }

    @Test
    void evictOldest_noneLeft_saysSo() {
        assertThat(table.evictOldest(null, Slots.NONE, table.removals())).isEqualTo(Eviction.NOTHING);
    }

    private void store(String key) {
        new DictWrite(table, key, LuaScalar.of(1.0), 0, 0, When.ALWAYS, false).run();
    }
}
