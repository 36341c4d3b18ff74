// SPDX-License-Identifier: Apache-2.0
/**
 * SecLang's transformations, one a file. May use {@code value}.
 */
@NullMarked
package dev.resty.servlet.waf.transformation;

import org.jspecify.annotations.NullMarked;
