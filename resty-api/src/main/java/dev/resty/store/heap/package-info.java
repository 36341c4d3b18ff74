// SPDX-License-Identifier: Apache-2.0
/**
 * Dicts and locks in this JVM's heap. May use {@code store}, {@code dict} and {@code lock}.
 */
@NullMarked
package dev.resty.store.heap;

import org.jspecify.annotations.NullMarked;
