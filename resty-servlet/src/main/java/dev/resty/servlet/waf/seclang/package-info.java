// SPDX-License-Identifier: Apache-2.0
/**
 * SecLang's syntax: from text to records that know their file and line. Uses no other package of ours.
 */
@NullMarked
package dev.resty.servlet.waf.seclang;

import org.jspecify.annotations.NullMarked;
