// SPDX-License-Identifier: Apache-2.0
/**
 * What the WAF looks at: runs of bytes that don't change. Uses no other package of ours.
 */
@NullMarked
package dev.resty.servlet.waf.value;

import org.jspecify.annotations.NullMarked;
