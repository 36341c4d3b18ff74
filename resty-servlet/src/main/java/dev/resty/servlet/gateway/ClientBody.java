// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The client's body on its way to the upstream: tells whose failure one was, and whether anything of it is gone. */
final class ClientBody extends FilterInputStream {

    private @Nullable IOException failure;
    private boolean begun;

    ClientBody(InputStream in) {
        super(in);
    }

    /** What reading from the client failed with; null where it didn't. */
    @Nullable IOException failure() {
        return failure;
    }

    boolean isBegun() {
        return begun;
    }

    @Override
    public int read() throws IOException {
        begun = true;
        try {
            return super.read();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        begun = true;
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
