// SPDX-License-Identifier: Apache-2.0
/**
 * Dicts, locks and the invalidation bus in Redis or Valkey, through Redisson, which is on the class path only where an
 * application puts it there. May use {@code store}, {@code dict}, {@code lock} and {@code cache}.
 */
@NullMarked
package dev.resty.store.redis;

import org.jspecify.annotations.NullMarked;
