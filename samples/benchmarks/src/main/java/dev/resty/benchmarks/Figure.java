// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A measured value.
 *
 * @param name the figure, such as {@code http.limiter}
 * @param value the median
 * @param peer what it is compared with; null for a peer itself
 */
record Figure(
        String name, Samples value, String unit, @Nullable Peer peer) {

    /** What a figure is compared with, in the same unit. */
    record Peer(String name, double value) {}

    /** The line of the report: {@code figure NAME VALUE UNIT ratio R vs PEER range MIN..MAX}. */
    String line() {
        String start = "figure " + name + " " + rounded(value.median()) + " " + unit;
        String ratio = peer == null ? "" : " ratio " + rounded(value.median() / peer.value()) + " vs " + peer.name();
        return start + ratio + " range " + rounded(value.least()) + ".." + rounded(value.most());
    }

    private static String rounded(double number) {
        double size = Math.abs(number);
        int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }
}
