// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.dict.SharedDict;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapStoreProvider;

class HeapCollectionStoreTest extends CollectionStoreContract {

    @Override
    protected SharedDict openDict() {
        return new HeapStoreProvider(Ticker.system()).openDict(DictSettings.of("waf", 1 << 20));
    }

    @Override
    protected SharedDict dictOfAnotherNode(SharedDict dict) {
        return dict;
    }
}
