// SPDX-License-Identifier: Apache-2.0
/**
 * The facade: named dicts, locks and caches for plain Java. May use all of resty-api.
 */
@NullMarked
package dev.resty;

import org.jspecify.annotations.NullMarked;
