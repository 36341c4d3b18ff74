// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.List;

/**
 * {@code modsecurity_exclude}: what rules leave alone.
 *
 * @param path {@code $uri} must be this; empty for any
 * @param below whether what is below that path is meant too
 * @param rules ids and ranges such as {@code 942000-942999}; empty for none
 * @param tags tags of rules; empty for none
 * @param targets variables that those rules don't look at, such as {@code ARGS:q}; empty to leave the rules out altogether
 */
public record WafExclusion(String path, boolean below, List<String> rules, List<String> tags, List<String> targets) {

    /** Whether it is for a path, as {@code $uri} has it. */
    public boolean matches(String uri) {
        if (path.isEmpty()) {
            return true;
        }
        return uri.equals(path)
                || below
                        && uri.startsWith(path)
                        && (path.endsWith("/") || uri.length() > path.length() && uri.charAt(path.length()) == '/');
    }
}
