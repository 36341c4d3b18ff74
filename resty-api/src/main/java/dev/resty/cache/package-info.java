// SPDX-License-Identifier: Apache-2.0
/**
 * Caches over a shared dict. May use {@code dict} and {@code lock}.
 */
@NullMarked
package dev.resty.cache;

import org.jspecify.annotations.NullMarked;
