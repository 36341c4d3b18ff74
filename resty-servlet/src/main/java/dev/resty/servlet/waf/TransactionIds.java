// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids that no two transactions of any engine share: random, then counted. Safe for concurrent use. */
final class TransactionIds {

    private final long high;

    private final AtomicLong low;

    TransactionIds() {
        SecureRandom random = new SecureRandom();
        high = random.nextLong();
        low = new AtomicLong(random.nextLong());
    }

    String next() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low.getAndIncrement());
    }
}
