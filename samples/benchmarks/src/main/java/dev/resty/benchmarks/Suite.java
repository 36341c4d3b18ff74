// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.List;

/** Measurements that run together. */
interface Suite {

    /** What it is called by. */
    String name();

    /** One line on what it measures. */
    String meaning();

    /**
     * Measures.
     *
     * @param arguments what stood behind the suite's name
     * @throws IllegalArgumentException where they can't be understood
     */
    List<Figure> run(List<String> arguments) throws Exception;
}
