// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** A search that was given up, with the number PCRE has for the reason. Carries no stack trace. */
public final class RegexExecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The search took more steps than it may. */
    public static final int MATCH_LIMIT = -8;

    /** The subject isn't UTF-8 and the pattern asked for it. */
    public static final int BAD_UTF8 = -10;

    /** The search starts within a UTF-8 character. */
    public static final int BAD_UTF8_OFFSET = -11;

    /** The search starts behind the subject. */
    public static final int BAD_OFFSET = -24;

    /** A subroutine calls itself without reading anything. */
    public static final int RECURSE_LOOP = -26;

    /** The search needed more stack than there is. */
    public static final int STACK_LIMIT = -27;

    private final int code;

    RegexExecException(int code) {
        super("pcre_exec() failed: " + code, null, false, false);
        this.code = code;
    }

    /** For a search that starts behind the subject. */
    public static RegexExecException badOffset() {
        return new RegexExecException(BAD_OFFSET);
    }

    /** The text that {@code ngx.re} returns for it. */
    public String error() {
        return "pcre_exec() failed: " + code;
    }

    /** PCRE's number for the reason, one of this class's constants. */
    public int code() {
        return code;
    }
}
