// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/**
 * An operation on a {@link SharedDict} that has no result. Its message is what a script gets beside nil, in OpenResty's
 * words where OpenResty has the case.
 */
public class DictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure in the words for a script. */
    public DictException(String message) {
        super(message);
    }

    /** A failure in the words for a script, with its cause. */
    public DictException(String message, Throwable cause) {
        super(message, cause);
    }
}
