// SPDX-License-Identifier: Apache-2.0
/** A small shop behind Resty's phases: what {@code resty.conf} does is not repeated here. */
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;
