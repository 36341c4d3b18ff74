// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * What the text that a part of a pattern matches, with all that comes behind it, can begin with.
 *
 * @param set the bytes it can begin with
 * @param nullable whether it can match without reading a byte: then nothing can be told from the next byte
 */
record FirstBytes(ByteSet set, boolean nullable) {

    /** Matches nothing, everywhere. */
    static final FirstBytes EMPTY = new FirstBytes(ByteSet.NONE, true);

    /** Nothing is known, or being tried has an effect though it doesn't match: verbs. */
    static final FirstBytes UNKNOWN = new FirstBytes(ByteSet.ALL, true);

    FirstBytes or(FirstBytes other) {
        if (isUnknown() || other.isUnknown()) {
            return UNKNOWN;
        }
        return new FirstBytes(set.or(other.set), nullable || other.nullable);
    }

    /** One after the other. */
    FirstBytes then(FirstBytes next) {
        if (isUnknown() || !nullable) {
            return this;
        }
        return next.isUnknown() ? UNKNOWN : new FirstBytes(set.or(next.set), next.nullable);
    }

    FirstBytes optional() {
        return nullable ? this : new FirstBytes(set, true);
    }

    private boolean isUnknown() {
        return nullable && set.equals(ByteSet.ALL);
    }
}
