// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

/** Why a multipart body can't be read on; never leaves the package. Without a stack trace, since hostile bodies cause it. */
final class MultipartException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_EXCERPT = 256;

    MultipartException(String message) {
        super("Multipart: " + message, null, false, false);
    }

    /** Says it of a piece of the body, of which a message has the beginning. */
    MultipartException(String message, String piece) {
        this(message + (piece.length() > LONGEST_EXCERPT ? piece.substring(0, LONGEST_EXCERPT) : piece));
    }
}
