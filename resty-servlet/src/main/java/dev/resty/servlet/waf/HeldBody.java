// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;

/** A body that is gathered up to a limit. Used by one thread at a time. */
final class HeldBody {

    private static final int FIRST_CAPACITY = 1024;

    private byte[] bytes = {};

    private int length;

    private boolean cut;

    /**
     * Adds a copy of bytes.
     *
     * @param limit how long the body may become; what is beyond isn't kept
     * @return whether all were kept
     */
    boolean append(byte[] from, int offset, int count, long limit) {
        int kept = (int) Math.min(count, Math.max(0, Math.min(limit, Integer.MAX_VALUE - 8) - length));
        if (kept > bytes.length - length) {
            int wanted = Math.max(length + kept, Math.max(FIRST_CAPACITY, (int) Math.min(limit, bytes.length * 2L)));
            bytes = Arrays.copyOf(bytes, wanted);
        }
        System.arraycopy(from, offset, bytes, length, kept);
        length += kept;
        cut |= kept < count;
        return kept == count;
    }

    /** Whether something wasn't kept. */
    boolean isCut() {
        return cut;
    }

    /** What was kept; nothing may be added any more. */
    Bytes bytes() {
        return Bytes.of(bytes, 0, length);
    }
}
