// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.DictException;
import org.redisson.client.RedisOutOfMemoryException;

/** Redis refused a write because its {@code maxmemory} is used up: {@code "no memory"}. */
final class RedisFullException extends DictException {

    private static final long serialVersionUID = 1L;

    /** What such a write is called in OpenResty. */
    static final String MESSAGE = "no memory";

    RedisFullException(Throwable cause) {
        super(MESSAGE, cause);
    }

    /** Whether Redis answered that; scripts pass the text on within one of their own. */
    static boolean isCause(Throwable failure) {
        String text = failure.getMessage();
        return failure instanceof RedisOutOfMemoryException
                || (text != null && text.contains("OOM command not allowed"));
    }
}
