// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/**
 * MULTIPART: a form with files. Fields become arguments, files FILES and its kin, and everything that one parser might read
 * otherwise than another raises a flag, under ModSecurity's conditions (v3's where v2 differs, but that line ends within a field stay,
 * and that a header given twice is an error).
 *
 * <p>An error ends the reading; the parts before it stay. {@code filename=""} makes a field. Differs from ModSecurity:
 * MULTIPART_UNMATCHED_BOUNDARY stays 0 where nothing looked like a boundary; a part without its final boundary is read as far as it
 * goes; a body that is cut at a limit ({@code whole} is false) isn't in error for that; and more files than
 * {@code SecUploadFileLimit} are all inspected and raise only the flag.
 */
final class MultipartBody implements BodyProcessor {

    private static final String ERROR = "Multipart parsing error: ";

    @Override
    public String name() {
        return "MULTIPART";
    }

    @Override
    public void process(Bytes body, Bytes contentType, boolean whole, BodyLimits limits, BodySink sink) {
        MultipartFlags flags = new MultipartFlags();
        try {
            byte[] boundary = MultipartBoundary.of(contentType, flags);
            String error = new MultipartReader(body, boundary, limits, flags, sink).read(body.from(), whole);
            if (error != null) {
                sink.error(ERROR + error);
            }
        } catch (MultipartException e) {
            flags.error();
            sink.error(ERROR + e.getMessage());
        }
        flags.tell(sink);
    }
}
