// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;

/** The application's writer: what its encoder holds back can be drained without sending anything. */
final class ApplicationWriter extends PrintWriter {

    private final Encoded encoded;
    private final OutputStreamWriter encoder;
    private final ApplicationOutput output;

    private ApplicationWriter(Encoded encoded, OutputStreamWriter encoder, ApplicationOutput output) {
        super(encoder);
        this.encoded = encoded;
        this.encoder = encoder;
        this.output = output;
    }

    static ApplicationWriter over(ApplicationOutput output, String charset) throws IOException {
        Encoded encoded = new Encoded(output);
        return new ApplicationWriter(encoded, new OutputStreamWriter(encoded, charset), output);
    }

    /** Moves what is encoded to the output. */
    void drain() throws IOException {
        encoder.flush();
    }

    /** Drops what is encoded and not yet moved. */
    void discard() {
        encoded.dropping = true;
        super.flush();
        encoded.dropping = false;
    }

    @Override
    public void flush() {
        super.flush();
        try {
            output.flush();
        } catch (IOException e) {
            setError();
        }
    }

    @Override
    public void close() {
        super.flush();
        try {
            output.close();
        } catch (IOException e) {
            setError();
        }
    }

    /** Passes bytes on and keeps flushes back. */
    private static final class Encoded extends OutputStream {

        private final ApplicationOutput output;
        private boolean dropping;

        Encoded(ApplicationOutput output) {
            this.output = output;
        }

        @Override
        public void write(int b) throws IOException {
            if (!dropping) {
                output.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!dropping) {
                output.write(bytes, offset, length);
            }
        }
    }
}
