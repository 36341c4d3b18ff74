// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import com.github.benmanes.caffeine.cache.Expiry;

/** Each object lives as long as it says, from when it was stored. */
final class L1Expiry<V> implements Expiry<String, L1Object<V>> {

    @Override
    public long expireAfterCreate(String key, L1Object<V> object, long currentTime) {
        return object.life();
    }

    @Override
    public long expireAfterUpdate(String key, L1Object<V> object, long currentTime, long currentDuration) {
        return object.life();
    }

    @Override
    public long expireAfterRead(String key, L1Object<V> object, long currentTime, long currentDuration) {
        return currentDuration;
    }
}
