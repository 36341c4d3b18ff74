// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

/**
 * Bounds of what body processors make.
 *
 * @param arguments {@code SecArgumentsLimit}: how many arguments; more is an error of the body
 * @param jsonDepth {@code SecRequestBodyJsonDepthLimit}: how deep JSON may nest
 * @param files {@code SecUploadFileLimit}: how many files a multipart body may have
 * @param separator {@code SecArgumentSeparator}
 */
public record BodyLimits(int arguments, int jsonDepth, int files, byte separator) {

    /** ModSecurity's recommended configuration. */
    public static final BodyLimits DEFAULT = new BodyLimits(1000, 512, 100, (byte) '&');

    /**
     * What remains for a body after a number of arguments in the query: ModSecurity counts both together.
     *
     * @param used how many arguments there are already, 0 or more
     */
    public BodyLimits after(int used) {
        return used == 0 ? this : new BodyLimits(Math.max(0, arguments - used), jsonDepth, files, separator);
    }
}
