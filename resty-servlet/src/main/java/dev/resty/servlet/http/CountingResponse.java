// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The container's own response, for an application that nothing filters and a log phase that may want to know how many
 * bytes of body it has written. Everything goes straight to the container.
 */
final class CountingResponse extends HttpServletResponseWrapper {

    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private long count;

    CountingResponse(HttpServletResponse container) {
        super(container);
    }

    /** How many bytes of body the application has written. */
    long count() {
        return count;
    }

    private void add(long bytes) {
        count += bytes;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Output(super.getOutputStream(), this::add);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            PrintWriter container = super.getWriter();
            writer = new Writer(container, Charset.forName(getCharacterEncoding()), this::add);
        }
        return writer;
    }

    @Override
    public void reset() {
        super.reset();
        count = 0;
        stream = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        count = 0;
    }

    private static final class Output extends ServletOutputStream {

        private final ServletOutputStream container;
        private final LongConsumer count;

        Output(ServletOutputStream container, LongConsumer count) {
            this.container = container;
            this.count = count;
        }

        @Override
        public void write(int b) throws IOException {
            container.write(b);
            count.accept(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            container.write(bytes, offset, length);
            count.accept(length);
        }

        @Override
        public void flush() throws IOException {
            container.flush();
        }

        @Override
        public void close() throws IOException {
            container.close();
        }

        @Override
        public boolean isReady() {
            return container.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            container.setWriteListener(listener);
        }
    }

    /** Counts the bytes that the container's encoder makes of characters. */
    private static final class Writer extends PrintWriter {

        private final Charset charset;
        private final LongConsumer count;

        Writer(PrintWriter container, Charset charset, LongConsumer count) {
            super(container);
            this.charset = charset;
            this.count = count;
        }

        @Override
        public void write(int c) {
            super.write(c);
            count.accept(size(String.valueOf((char) c), 0, 1));
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            super.write(chars, offset, length);
            count.accept(size(CharBuffer.wrap(chars), offset, length));
        }

        @Override
        public void write(String text, int offset, int length) {
            super.write(text, offset, length);
            count.accept(size(text, offset, length));
        }

        @Override
        public void println() {
            write(System.lineSeparator());
        }

        private long size(CharSequence text, int offset, int length) {
            if (charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII)) {
                return length;
            }
            if (!charset.equals(StandardCharsets.UTF_8)) {
                return text.subSequence(offset, offset + length).toString().getBytes(charset).length;
            }
            long bytes = 0;
            for (int i = offset; i < offset + length; i++) {
                char c = text.charAt(i);
                // Each half of a surrogate pair stands for two of its four bytes.
                bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
            return bytes;
        }
    }
}
