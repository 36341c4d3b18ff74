// SPDX-License-Identifier: Apache-2.0
/**
 * What the filter costs. One program with suites: {@code micro} runs JMH through an in-memory pipeline, {@code http} loads
 * servers side by side. Uses resty-servlet as an application does.
 */
@NullMarked
package dev.resty.benchmarks;

import org.jspecify.annotations.NullMarked;
