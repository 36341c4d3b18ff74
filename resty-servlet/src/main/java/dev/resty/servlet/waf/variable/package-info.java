// SPDX-License-Identifier: Apache-2.0
/**
 * What rules look at: variables, collections, targets and macros. May use {@code value}, {@code regex} and {@code dict}.
 */
@NullMarked
package dev.resty.servlet.waf.variable;

import org.jspecify.annotations.NullMarked;
