// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.Arrays;

/** What was measured, round by round. */
record Samples(double median, double least, double most) {

    /** The samples in any order; at least one. */
    static Samples of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Samples(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The same, less a constant. */
    Samples minus(double constant) {
        return new Samples(median - constant, least - constant, most - constant);
    }
}
