// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

/** A function is beyond what HotSpot compiles or a class can hold: it is divided or, where that doesn't help, interpreted. */
final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message);
    }
}
