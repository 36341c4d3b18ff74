// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/**
 * Bounds of what body processors make, and what they make of XML.
 *
 * @param arguments {@code SecArgumentsLimit}: how many arguments; more is an error of the body
 * @param jsonDepth {@code SecRequestBodyJsonDepthLimit}: how deep JSON may nest
 * @param files {@code SecUploadFileLimit}: how many files a multipart body may have
 * @param separator {@code SecArgumentSeparator}
 * @param withoutFiles {@code SecRequestBodyNoFilesLimit}: how many bytes a body may have that aren't files; more is an error of
 *     the body, of which so many bytes are read
 * @param xmlArguments {@code SecParseXmlIntoArgs}
 */
public record BodyLimits(
        int arguments, int jsonDepth, int files, byte separator, long withoutFiles, XmlArguments xmlArguments) {

    /** Whether XML's elements become arguments. */
    public enum XmlArguments {
        /** They don't. */
        OFF,
        /** They do, beside the text and attributes. */
        ON,
        /** They do, and there is neither text nor attributes. */
        ONLY
    }

    /** ModSecurity's recommended configuration. */
    public static final BodyLimits DEFAULT = new BodyLimits(1000, 512, 100, (byte) '&', 131_072, XmlArguments.OFF);

    static final String TOO_LONG = "Request body excluding files is bigger than the maximum expected.";

    /**
     * What remains for a body after a number of arguments in the query: ModSecurity counts both together.
     *
     * @param used how many arguments there are already, 0 or more
     */
    public BodyLimits after(int used) {
        return used == 0 ? this : arguments(Math.max(0, arguments - used));
    }

    private BodyLimits arguments(int remaining) {
        return new BodyLimits(remaining, jsonDepth, files, separator, withoutFiles, xmlArguments);
    }

    /** What of a body without files is to be read; tells the sink where that isn't all. */
    Bytes within(Bytes body, BodySink sink) {
        if (body.length() <= withoutFiles) {
            return body;
        }
        tooLong(sink);
        return body.slice(0, (int) withoutFiles);
    }

    static void tooLong(BodySink sink) {
        sink.flag(BodySink.Flag.INBOUND_DATA_ERROR, 1);
        sink.error(TOO_LONG);
    }
}
