// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

/**
 * Where something stands.
 *
 * @param file as it was named
 * @param line from 1
 */
public record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ':' + line;
    }
}
