// SPDX-License-Identifier: Apache-2.0
/**
 * What rules do besides interrupting: {@code setvar}, {@code ctl}, {@code initcol} and their like. May use
 * {@code value} and {@code variable}, and the engine's modes.
 */
@NullMarked
package dev.resty.servlet.waf.action;

import org.jspecify.annotations.NullMarked;
