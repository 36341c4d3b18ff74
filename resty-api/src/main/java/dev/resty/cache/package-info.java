// SPDX-License-Identifier: Apache-2.0
/**
 * Caches over a shared dict. {@code TwoLevelCache} is what users see; {@code L1} and {@code L2} are its levels,
 * {@code Levels} both of them with the rule of what may be published, {@code Loads} and {@code Bulk} what a miss does,
 * {@code Generations} and {@code Clears} what is cleared in the second and in the first level, {@code Invalidations} what
 * caches tell each other. May use {@code dict} and {@code lock}.
 */
@NullMarked
package dev.resty.cache;

import org.jspecify.annotations.NullMarked;
