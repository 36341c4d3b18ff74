// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.regex.Pattern;
import java.util.List;

/** What must be somewhere in a value for an operator to match it. */
public sealed interface Indexed {

    /** A match of a pattern. */
    record Regex(Pattern pattern) implements Indexed {}

    /** One of some phrases. */
    record Phrases(List<byte[]> phrases, boolean caseless) implements Indexed {}
}
