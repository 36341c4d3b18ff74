// SPDX-License-Identifier: Apache-2.0
/**
 * Regular expressions over bytes with PCRE's meaning. Needs nothing of ours.
 */
@NullMarked
package dev.resty.servlet.regex;

import org.jspecify.annotations.NullMarked;
