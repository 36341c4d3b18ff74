// SPDX-License-Identifier: Apache-2.0
/**
 * The processors that make variables of a request's body, query and cookies. May use {@code value}.
 */
@NullMarked
package dev.resty.servlet.waf.body;

import org.jspecify.annotations.NullMarked;
