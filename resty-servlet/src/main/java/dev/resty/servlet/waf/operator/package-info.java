// SPDX-License-Identifier: Apache-2.0
/**
 * SecLang's operators, one a file. May use {@code value}, {@code variable}, {@code injection} and {@code regex}.
 */
@NullMarked
package dev.resty.servlet.waf.operator;

import org.jspecify.annotations.NullMarked;
