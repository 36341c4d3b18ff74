// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

/**
 * Where in the configuration something stands.
 *
 * @param file the file as errors name it; {@code java} for what the builder made
 * @param line the line, from 1; 0 where there is none
 */
public record Position(String file, int line) {

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
