// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SecLang's variables, by their names in rules. */
public enum Variable {
    ARGS(Kind.COLLECTION),
    ARGS_COMBINED_SIZE(Kind.SINGLE),
    ARGS_GET(Kind.COLLECTION),
    ARGS_GET_NAMES(Kind.COLLECTION),
    ARGS_NAMES(Kind.COLLECTION),
    ARGS_POST(Kind.COLLECTION),
    ARGS_POST_NAMES(Kind.COLLECTION),
    AUTH_TYPE(Kind.SINGLE),
    DURATION(Kind.CHANGING),
    ENV(Kind.CHANGING_COLLECTION),
    FILES(Kind.COLLECTION),
    FILES_COMBINED_SIZE(Kind.SINGLE),
    FILES_NAMES(Kind.COLLECTION),
    FILES_SIZES(Kind.COLLECTION),
    FILES_TMPNAMES(Kind.CHANGING_COLLECTION),
    FILES_TMP_CONTENT(Kind.COLLECTION),
    FULL_REQUEST(Kind.SINGLE),
    FULL_REQUEST_LENGTH(Kind.SINGLE),
    GEO(Kind.CHANGING_COLLECTION),
    GLOBAL(Kind.CHANGING_COLLECTION),
    HIGHEST_SEVERITY(Kind.CHANGING),
    INBOUND_DATA_ERROR(Kind.SINGLE),
    IP(Kind.CHANGING_COLLECTION),
    MATCHED_VAR(Kind.CHANGING),
    MATCHED_VARS(Kind.CHANGING_COLLECTION),
    MATCHED_VARS_NAMES(Kind.CHANGING_COLLECTION),
    MATCHED_VAR_NAME(Kind.CHANGING),
    MODSEC_BUILD(Kind.SINGLE),
    MSC_PCRE_ERROR(Kind.CHANGING),
    MSC_PCRE_LIMITS_EXCEEDED(Kind.CHANGING),
    MULTIPART_BOUNDARY_QUOTED(Kind.SINGLE),
    MULTIPART_BOUNDARY_WHITESPACE(Kind.SINGLE),
    MULTIPART_CRLF_LF_LINES(Kind.SINGLE),
    MULTIPART_DATA_AFTER(Kind.SINGLE),
    MULTIPART_DATA_BEFORE(Kind.SINGLE),
    MULTIPART_FILENAME(Kind.COLLECTION),
    MULTIPART_FILE_LIMIT_EXCEEDED(Kind.SINGLE),
    MULTIPART_HEADER_FOLDING(Kind.SINGLE),
    MULTIPART_INVALID_HEADER_FOLDING(Kind.SINGLE),
    MULTIPART_INVALID_PART(Kind.SINGLE),
    MULTIPART_INVALID_QUOTING(Kind.SINGLE),
    MULTIPART_LF_LINE(Kind.SINGLE),
    MULTIPART_MISSING_SEMICOLON(Kind.SINGLE),
    MULTIPART_NAME(Kind.COLLECTION),
    MULTIPART_PART_HEADERS(Kind.COLLECTION),
    MULTIPART_SEMICOLON_MISSING(Kind.SINGLE),
    MULTIPART_STRICT_ERROR(Kind.SINGLE),
    MULTIPART_UNMATCHED_BOUNDARY(Kind.SINGLE),
    OUTBOUND_DATA_ERROR(Kind.SINGLE),
    PATH_INFO(Kind.SINGLE),
    QUERY_STRING(Kind.SINGLE),
    REMOTE_ADDR(Kind.SINGLE),
    REMOTE_HOST(Kind.SINGLE),
    REMOTE_PORT(Kind.SINGLE),
    REMOTE_USER(Kind.SINGLE),
    REQBODY_ERROR(Kind.SINGLE),
    REQBODY_ERROR_MSG(Kind.SINGLE),
    REQBODY_PROCESSOR(Kind.CHANGING),
    REQBODY_PROCESSOR_ERROR(Kind.SINGLE),
    REQBODY_PROCESSOR_ERROR_MSG(Kind.SINGLE),
    REQUEST_BASENAME(Kind.SINGLE),
    REQUEST_BODY(Kind.SINGLE),
    REQUEST_BODY_LENGTH(Kind.SINGLE),
    REQUEST_COOKIES(Kind.COLLECTION),
    REQUEST_COOKIES_NAMES(Kind.COLLECTION),
    REQUEST_FILENAME(Kind.SINGLE),
    REQUEST_HEADERS(Kind.COLLECTION),
    REQUEST_HEADERS_NAMES(Kind.COLLECTION),
    REQUEST_LINE(Kind.SINGLE),
    REQUEST_METHOD(Kind.SINGLE),
    REQUEST_PROTOCOL(Kind.SINGLE),
    REQUEST_URI(Kind.SINGLE),
    REQUEST_URI_RAW(Kind.SINGLE),
    RESOURCE(Kind.CHANGING_COLLECTION),
    RESPONSE_BODY(Kind.SINGLE),
    RESPONSE_CONTENT_LENGTH(Kind.SINGLE),
    RESPONSE_CONTENT_TYPE(Kind.SINGLE),
    RESPONSE_HEADERS(Kind.COLLECTION),
    RESPONSE_HEADERS_NAMES(Kind.COLLECTION),
    RESPONSE_PROTOCOL(Kind.SINGLE),
    RESPONSE_STATUS(Kind.SINGLE),
    RULE(Kind.CHANGING_COLLECTION),
    SERVER_ADDR(Kind.SINGLE),
    SERVER_NAME(Kind.SINGLE),
    SERVER_PORT(Kind.SINGLE),
    SESSION(Kind.CHANGING_COLLECTION),
    SESSIONID(Kind.CHANGING),
    STATUS(Kind.SINGLE),
    STATUS_LINE(Kind.SINGLE),
    TIME(Kind.CHANGING),
    TIME_DAY(Kind.CHANGING),
    TIME_EPOCH(Kind.CHANGING),
    TIME_HOUR(Kind.CHANGING),
    TIME_MIN(Kind.CHANGING),
    TIME_MON(Kind.CHANGING),
    TIME_SEC(Kind.CHANGING),
    TIME_WDAY(Kind.CHANGING),
    TIME_YEAR(Kind.CHANGING),
    TX(Kind.CHANGING_COLLECTION),
    UNIQUE_ID(Kind.SINGLE),
    URLENCODED_ERROR(Kind.SINGLE),
    USER(Kind.CHANGING_COLLECTION),
    USERID(Kind.CHANGING),
    WEBAPPID(Kind.CHANGING),
    WEBSERVER_ERROR_LOG(Kind.SINGLE),
    XML(Kind.COLLECTION);

    private enum Kind {
        SINGLE,
        COLLECTION,
        CHANGING,
        CHANGING_COLLECTION
    }

    /** How many there are. */
    static final int COUNT = values().length;

    /** How many collections rules write to. */
    static final int WRITABLE = 6;

    private static final Variable[] NONE = {};

    private static final Variable[] OF_QUERY = {ARGS_GET_NAMES, ARGS, ARGS_NAMES, ARGS_COMBINED_SIZE};

    private static final Variable[] OF_BODY = {ARGS_POST_NAMES, ARGS, ARGS_NAMES, ARGS_COMBINED_SIZE};

    private static final Variable[] OF_FILES = {FILES_NAMES};

    private static final Variable[] OF_SIZES = {FILES_COMBINED_SIZE};

    private static final Variable[] OF_COOKIES = {REQUEST_COOKIES_NAMES};

    private static final Variable[] OF_REQUEST_HEADERS = {REQUEST_HEADERS_NAMES};

    private static final Variable[] OF_RESPONSE_HEADERS = {RESPONSE_HEADERS_NAMES};

    private static final Map<String, Variable> NAMES = names();

    private final Kind kind;

    Variable(Kind kind) {
        this.kind = kind;
    }

    /** The variable of a name in any case; null where SecLang has none. */
    public static @Nullable Variable named(String name) {
        return NAMES.get(name.toUpperCase(Locale.ROOT));
    }

    /** What to write for a variable that ModSecurity v2 had and v3 hasn't; empty for names that neither has. */
    static String instead(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "STREAM_INPUT_BODY" -> ", nor in ModSecurity v3: write REQUEST_BODY";
            case "STREAM_OUTPUT_BODY" -> ", nor in ModSecurity v3: write RESPONSE_BODY";
            case "USERAGENT_IP" -> ", nor in ModSecurity v3: write REMOTE_ADDR, which is what the container says";
            case "SDBM_DELETE_ERROR" -> ", nor in ModSecurity v3: there are no files of collections";
            case "MULTIPART_CRLF_LINE" -> ", nor in ModSecurity v3: write MULTIPART_CRLF_LF_LINES";
            default -> {
                if (upper.startsWith("PERF_")) {
                    yield ", nor in ModSecurity v3: meters tell what the rules cost";
                }
                yield upper.startsWith("SCRIPT_") ? ", nor in ModSecurity v3: no files are behind requests" : "";
            }
        };
    }

    /** Whether it has entries with names of their own. */
    public boolean isCollection() {
        return kind == Kind.COLLECTION || kind == Kind.CHANGING_COLLECTION;
    }

    /** Whether no rule of a phase changes it for the rules behind it. */
    public boolean stable() {
        return kind == Kind.SINGLE || kind == Kind.COLLECTION;
    }

    /** The phase from which on a variable that is {@link #stable} stays as it is. */
    public int settled() {
        return switch (this) {
            case RESPONSE_BODY, RESPONSE_CONTENT_LENGTH, OUTBOUND_DATA_ERROR -> 4;
            case RESPONSE_CONTENT_TYPE,
                    RESPONSE_HEADERS,
                    RESPONSE_HEADERS_NAMES,
                    RESPONSE_PROTOCOL,
                    RESPONSE_STATUS,
                    STATUS,
                    STATUS_LINE -> 3;
            case ARGS,
                    ARGS_COMBINED_SIZE,
                    ARGS_NAMES,
                    ARGS_POST,
                    ARGS_POST_NAMES,
                    FILES,
                    FILES_COMBINED_SIZE,
                    FILES_NAMES,
                    FILES_SIZES,
                    FILES_TMPNAMES,
                    FILES_TMP_CONTENT,
                    FULL_REQUEST,
                    FULL_REQUEST_LENGTH,
                    REQUEST_BODY,
                    REQUEST_BODY_LENGTH,
                    XML -> 2;
            default -> isFlag() || name().startsWith("MULTIPART_") || name().startsWith("REQBODY_") ? 2 : 1;
        };
    }

    /** Whether rules write to it: TX and the persistent collections. */
    public boolean isWritable() {
        return collectionNumber() >= 0;
    }

    /** A number below {@link #WRITABLE} for a collection that rules write to, else -1. */
    int collectionNumber() {
        return switch (this) {
            case TX -> 0;
            case IP -> 1;
            case GLOBAL -> 2;
            case RESOURCE -> 3;
            case SESSION -> 4;
            case USER -> 5;
            default -> -1;
        };
    }

    /** Whether a clock makes it. */
    boolean isMoment() {
        return ordinal() >= TIME.ordinal() && ordinal() <= TIME_YEAR.ordinal() || this == DURATION;
    }

    /** Whether it follows from what comes later too. */
    boolean isGrowing() {
        return this == FULL_REQUEST || this == FULL_REQUEST_LENGTH;
    }

    /** Whether it is 0 until something sets it. */
    boolean isFlag() {
        return switch (this) {
            case INBOUND_DATA_ERROR, OUTBOUND_DATA_ERROR, REQBODY_ERROR, REQBODY_PROCESSOR_ERROR, URLENCODED_ERROR ->
                true;
            default ->
                ordinal() >= MULTIPART_BOUNDARY_QUOTED.ordinal()
                        && ordinal() <= MULTIPART_UNMATCHED_BOUNDARY.ordinal()
                        && !isCollection();
        };
    }

    /** What changes when entries are added to this. */
    Variable[] followers() {
        return switch (this) {
            case ARGS_GET -> OF_QUERY;
            case ARGS_POST -> OF_BODY;
            case FILES -> OF_FILES;
            case FILES_SIZES -> OF_SIZES;
            case REQUEST_COOKIES -> OF_COOKIES;
            case REQUEST_HEADERS -> OF_REQUEST_HEADERS;
            case RESPONSE_HEADERS -> OF_RESPONSE_HEADERS;
            default -> NONE;
        };
    }

    private static Map<String, Variable> names() {
        Map<String, Variable> names = new HashMap<>();
        for (Variable variable : values()) {
            names.put(variable.name(), variable);
        }
        return names;
    }
}
