// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.util.zip.DataFormatException;

/** Bytes on their way through zlib. */
interface ZlibStream extends AutoCloseable {

    /** Whether an end of the input is an error rather than the end. */
    boolean needsInput();

    /** Takes bytes. */
    void feed(byte[] bytes) throws DataFormatException;

    /** Says that there are no more. */
    void end();

    /** Gives bytes, as many as there are and fit; 0 where more input is needed, or at the end. */
    int read(byte[] buffer) throws DataFormatException;

    /** Whether all was given. */
    boolean isFinished();

    @Override
    void close();
}
