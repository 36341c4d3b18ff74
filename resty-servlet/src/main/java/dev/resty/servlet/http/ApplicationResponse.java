// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The application's response where something filters: status and fields are kept by {@link HttpResponse} until they are
 * sent, the body is buffered as a container buffers it, and both pass the filters.
 */
final class ApplicationResponse extends HttpServletResponseWrapper {

    private final HttpResponse response;
    private final ApplicationOutput output;
    private final ContentType contentType = new ContentType();
    private @Nullable ApplicationWriter writer;
    private boolean streamTaken;
    private @Nullable Locale locale;

    ApplicationResponse(HttpExchange exchange, HttpResponse response, HttpServletResponse container) {
        super(container);
        this.response = response;
        this.output = new ApplicationOutput(exchange, response, container.getBufferSize());
        String type = response.headers().get("Content-Type");
        if (type != null) {
            contentType.set(type);
        }
    }

    private Headers headers() {
        return response.headers();
    }

    private boolean isClosed() {
        return response.sent() || output.isEnded();
    }

    /** Hands on what the application has written and the container would still buffer. */
    void drain() throws IOException {
        if (writer != null) {
            writer.drain();
        }
        output.drain();
    }

    /** Drops what the application has written and the container would still buffer, and all that it writes later. */
    void discard() {
        if (writer != null) {
            writer.discard();
        }
        output.clear();
        output.end();
    }

    @Override
    public void setStatus(int status) {
        if (!isClosed()) {
            response.status(status);
        }
    }

    @Override
    public int getStatus() {
        return response.status() == 0 ? SC_OK : response.status();
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        resetBuffer();
        response.applicationError(status, message);
        output.end();
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        redirect(location, SC_FOUND, true);
    }

    /** Servlet 6.1's overload. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        redirect(location, SC_FOUND, clearBuffer);
    }

    /** Servlet 6.1's overload. */
    public void sendRedirect(String location, int status) throws IOException {
        redirect(location, status, true);
    }

    /** Servlet 6.1's overload. */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        redirect(location, status, clearBuffer);
    }

    private void redirect(String location, int status, boolean clearBuffer) {
        requireOpen();
        if (clearBuffer) {
            resetBuffer();
        }
        response.status(status);
        headers().set("Location", location);
        output.end();
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("the response is committed");
        }
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (isClosed()) {
            return;
        }
        if (name.equalsIgnoreCase("Content-Type")) {
            setContentType(value);
        } else if (value == null) {
            headers().remove(name);
        } else {
            headers().set(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (isClosed() || value == null) {
            return;
        }
        if (name.equalsIgnoreCase("Content-Type")) {
            setContentType(value);
        } else if (name.equalsIgnoreCase("Content-Length")) {
            headers().set(name, value);
        } else {
            headers().add(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public void setDateHeader(String name, long millis) {
        setHeader(name, date(millis));
    }

    @Override
    public void addDateHeader(String name, long millis) {
        addHeader(name, date(millis));
    }

    private static String date(long millis) {
        return HttpDate.format(millis);
    }

    @Override
    public boolean containsHeader(String name) {
        return headers().contains(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers().get(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return headers().getAll(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        List<String> names = new ArrayList<>();
        headers().forEach((name, value) -> {
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                names.add(name);
            }
        });
        return names;
    }

    @Override
    public void addCookie(Cookie cookie) {
        addHeader("Set-Cookie", SetCookie.field(cookie));
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        setHeader("Content-Length", Long.toString(length));
    }

    @Override
    public void setContentType(@Nullable String type) {
        if (isClosed()) {
            return;
        }
        if (type == null) {
            contentType.clear();
            headers().remove("Content-Type");
            return;
        }
        contentType.set(type);
        writeContentType();
    }

    private void writeContentType() {
        String field = contentType.field(writer != null);
        if (field != null) {
            headers().set("Content-Type", field);
        }
    }

    @Override
    public @Nullable String getContentType() {
        return headers().get("Content-Type");
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {
        if (!isClosed() && writer == null) {
            contentType.charset(charset);
            writeContentType();
        }
    }

    /** Servlet 6.1's overload. */
    public void setCharacterEncoding(@Nullable Charset charset) {
        setCharacterEncoding(charset == null ? null : charset.name());
    }

    @Override
    public String getCharacterEncoding() {
        return contentType.charset();
    }

    @Override
    public void setLocale(@Nullable Locale locale) {
        if (!isClosed() && locale != null) {
            this.locale = locale;
            setHeader("Content-Language", locale.toLanguageTag());
        }
    }

    @Override
    public Locale getLocale() {
        return locale != null ? locale : super.getLocale();
    }

    @Override
    public ServletOutputStream getOutputStream() {
        if (writer != null) {
            throw new IllegalStateException("getWriter() has been called");
        }
        streamTaken = true;
        return output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (streamTaken) {
            throw new IllegalStateException("getOutputStream() has been called");
        }
        if (writer == null) {
            writer = ApplicationWriter.over(output, contentType.charset());
            if (!isClosed()) {
                writeContentType();
            }
        }
        return writer;
    }

    @Override
    public void setBufferSize(int size) {
        output.bufferSize(size);
    }

    @Override
    public int getBufferSize() {
        return output.bufferSize();
    }

    @Override
    public void flushBuffer() throws IOException {
        drain();
        response.flush();
    }

    @Override
    public boolean isCommitted() {
        return isClosed();
    }

    @Override
    public void reset() {
        resetBuffer();
        headers().clear();
        contentType.clear();
        response.status(0);
        writer = null;
        streamTaken = false;
    }

    @Override
    public void resetBuffer() {
        requireOpen();
        if (writer != null) {
            writer.discard();
        }
        output.clear();
    }

    /** The dates of header fields, as RFC 9110 writes them. */
    private static final class HttpDate {

        private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                        "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);

        static String format(long millis) {
            return FORMAT.format(Instant.ofEpochMilli(millis));
        }
    }
}
