// SPDX-License-Identifier: Apache-2.0
/**
 * The shared dict as Java sees it: its operations, its values and their results. Depends on nothing of ours.
 */
@NullMarked
package dev.resty.dict;

import org.jspecify.annotations.NullMarked;
