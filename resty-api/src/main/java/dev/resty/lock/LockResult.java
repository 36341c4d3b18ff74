// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call to a {@link RestyLock}.
 *
 * @param ok whether it was done
 * @param elapsed how long the call waited for the lock; zero for calls that never wait
 * @param error {@code "locked"}, {@code "timeout"}, {@code "unlocked"}, {@code "not found"}, {@code "no memory"},
 *     {@code "empty key"}, {@code "key too long"} or {@code "interrupted"}, or what a store in another process says that
 *     doesn't answer; null where it was done
 */
public record LockResult(
        boolean ok, Duration elapsed, @Nullable String error) {

    private static final LockResult DONE = new LockResult(true, Duration.ZERO, null);

    static LockResult done(Duration elapsed) {
        return elapsed.isZero() ? DONE : new LockResult(true, elapsed, null);
    }

    static LockResult failed(String error, Duration elapsed) {
        return new LockResult(false, elapsed, error);
    }
}
