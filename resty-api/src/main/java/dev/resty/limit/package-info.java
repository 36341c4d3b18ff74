// SPDX-License-Identifier: Apache-2.0
/**
 * Limits of rates and of concurrency, on the entries of a shared dict: exact among all threads, and among all nodes where
 * the dict is one that they share. May use {@code dict}.
 */
@NullMarked
package dev.resty.limit;

import org.jspecify.annotations.NullMarked;
