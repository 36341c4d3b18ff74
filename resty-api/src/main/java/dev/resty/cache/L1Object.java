// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

/**
 * What the first level holds under a key.
 *
 * @param hit the answer, made once
 * @param life its time to live in nanoseconds
 */
record L1Object<V>(CacheHit<V> hit, long life) {}
