// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

/**
 * Where something stands.
 *
 * @param source what is read, which resolves names of files relative to it too
 * @param line from 1; 0 for the source as a whole
 */
public record Place(RuleSource source, int line) {

    /** The source's name. */
    public String file() {
        return source.name();
    }

    /** The name, a colon and the line; the name alone for a source as a whole. */
    @Override
    public String toString() {
        return line > 0 ? file() + ':' + line : file();
    }
}
