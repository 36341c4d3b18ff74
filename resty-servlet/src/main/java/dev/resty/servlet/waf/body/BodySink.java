// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/** Receives what a body processor finds. */
public interface BodySink {

    /** The collections that parts of bodies make. */
    enum Part {
        /** ARGS_GET. */
        QUERY_ARGUMENT,
        /** ARGS_POST. */
        BODY_ARGUMENT,
        /** ARGS alone, of neither ARGS_GET nor ARGS_POST: what JSON and XML have. */
        DOCUMENT_ARGUMENT,
        /** REQUEST_COOKIES. */
        COOKIE,
        /** FILES: form field to file name. */
        FILE,
        /** FILES_SIZES: form field to size in bytes. */
        FILE_SIZE,
        /** MULTIPART_FILENAME. */
        MULTIPART_FILENAME,
        /** MULTIPART_NAME. */
        MULTIPART_NAME,
        /** MULTIPART_PART_HEADERS: part's name to a header line. */
        PART_HEADER,
        /** FILES_TMP_CONTENT: form field to content. */
        FILE_CONTENT,
        /** XML's text for {@code XML:/*}. */
        XML_TEXT,
        /** XML's attribute values for {@code XML://@*}. */
        XML_ATTRIBUTE
    }

    /** The flags and texts of the parsers: MULTIPART_STRICT_ERROR and its parts, REQBODY_ERROR, URLENCODED_ERROR. */
    enum Flag {
        /** REQBODY_ERROR, with REQBODY_ERROR_MSG. */
        REQBODY_ERROR,
        /** INBOUND_DATA_ERROR: more than the limit for what isn't files. */
        INBOUND_DATA_ERROR,
        /** URLENCODED_ERROR. */
        URLENCODED_ERROR,
        /** MULTIPART_STRICT_ERROR. */
        MULTIPART_STRICT_ERROR,
        /** MULTIPART_UNMATCHED_BOUNDARY: 1, or 2 where a boundary that matches comes later. */
        MULTIPART_UNMATCHED_BOUNDARY,
        /** MULTIPART_BOUNDARY_QUOTED. */
        MULTIPART_BOUNDARY_QUOTED,
        /** MULTIPART_BOUNDARY_WHITESPACE. */
        MULTIPART_BOUNDARY_WHITESPACE,
        /** MULTIPART_DATA_BEFORE. */
        MULTIPART_DATA_BEFORE,
        /** MULTIPART_DATA_AFTER. */
        MULTIPART_DATA_AFTER,
        /** MULTIPART_HEADER_FOLDING. */
        MULTIPART_HEADER_FOLDING,
        /** MULTIPART_LF_LINE. */
        MULTIPART_LF_LINE,
        /** MULTIPART_CRLF_LF_LINES. */
        MULTIPART_CRLF_LF_LINES,
        /** MULTIPART_MISSING_SEMICOLON. */
        MULTIPART_SEMICOLON_MISSING,
        /** MULTIPART_INVALID_QUOTING. */
        MULTIPART_INVALID_QUOTING,
        /** MULTIPART_INVALID_PART. */
        MULTIPART_INVALID_PART,
        /** MULTIPART_INVALID_HEADER_FOLDING. */
        MULTIPART_INVALID_HEADER_FOLDING,
        /** MULTIPART_FILE_LIMIT_EXCEEDED. */
        MULTIPART_FILE_LIMIT_EXCEEDED
    }

    /** A name and a value, in the order they stand there. Either may be empty. */
    void add(Part part, Bytes name, Bytes value);

    /** A flag that is set. */
    void flag(Flag flag, int value);

    /**
     * Why the body can't be parsed: sets REQBODY_ERROR to 1 and REQBODY_ERROR_MSG. The first counts if there are several.
     */
    void error(String message);
}
