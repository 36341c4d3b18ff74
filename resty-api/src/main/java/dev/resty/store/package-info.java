// SPDX-License-Identifier: Apache-2.0
/**
 * What dicts, locks and caches stand on: the clock and the stores. May use {@code dict} and {@code lock}.
 */
@NullMarked
package dev.resty.store;

import org.jspecify.annotations.NullMarked;
