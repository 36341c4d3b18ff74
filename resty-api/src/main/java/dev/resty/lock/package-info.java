// SPDX-License-Identifier: Apache-2.0
/**
 * Locks that Lua and Java share through the keys of a dict. May use {@code dict}.
 */
@NullMarked
package dev.resty.lock;

import org.jspecify.annotations.NullMarked;
