// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** A pattern that doesn't compile, or uses what isn't supported. */
public final class PatternSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String pattern;
    private final int offset;

    /**
     * Says what is wrong in the pattern.
     *
     * @param reason what is wrong, without the pattern
     * @param offset where, in bytes from the pattern's start
     */
    public PatternSyntaxException(String reason, String pattern, int offset) {
        super(reason);
        this.pattern = pattern;
        this.offset = offset;
    }

    /** The pattern as it was given. */
    public String pattern() {
        return pattern;
    }

    /** Where it is wrong, in bytes from the pattern's start. */
    public int offset() {
        return offset;
    }
}
