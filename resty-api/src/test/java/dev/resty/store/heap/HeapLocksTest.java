// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

import dev.resty.dict.SharedDict;
import dev.resty.lock.RestyLockContract;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import org.junit.jupiter.api.Test;

class HeapLocksTest extends RestyLockContract {

    @Override
    protected StoreProvider provider(Ticker clock) {
        return new HeapStoreProvider(clock);
    }

    @Test
    void openLocks_dictOfAnotherStore_isRefused() {
        SharedDict foreign = mock(SharedDict.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider(Ticker.system()).openLocks(foreign));
    }
}
