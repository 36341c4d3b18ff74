// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.dict.Codec;

/**
 * How the values of Spring caches become what shared dicts hold. An application's bean of this type replaces the default,
 * which is JSON by the application's Jackson, 2 or 3.
 */
@FunctionalInterface
public interface RestyCacheCodecs {

    /**
     * The codec of a cache; asked once, when the cache is made.
     *
     * @param cache the name in {@code resty.caches}
     */
    Codec<Object> codec(String cache);
}
