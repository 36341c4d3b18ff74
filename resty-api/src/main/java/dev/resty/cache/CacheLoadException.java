// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be had: its loader failed (the cause is what it threw), or the wait for the lock that guards the
 * load, or for another thread's load, was in vain (no cause, unless it was interrupted).
 */
public final class CacheLoadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CacheLoadException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
