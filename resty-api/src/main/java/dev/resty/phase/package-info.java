// SPDX-License-Identifier: Apache-2.0
/**
 * Phases as Java sees them: what runs when, on what, and how it ends. Depends on nothing of ours.
 */
@NullMarked
package dev.resty.phase;

import org.jspecify.annotations.NullMarked;
