// SPDX-License-Identifier: Apache-2.0
/**
 * The WAF: a SecLang engine in pure Java behind {@code dev.resty.waf}. Needs no Lua, no servlet container and no Spring. May
 * use the packages below it, {@code regex}, and of resty-api {@code waf} and {@code dict}.
 */
@NullMarked
package dev.resty.servlet.waf;

import org.jspecify.annotations.NullMarked;
