// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/** Reads the value of a key that holds a list: {@code "value is a list"}. */
public final class NotAScalarException extends DictException {

    private static final long serialVersionUID = 1L;

    /** The failure. */
    public NotAScalarException() {
        super("value is a list");
    }
}
