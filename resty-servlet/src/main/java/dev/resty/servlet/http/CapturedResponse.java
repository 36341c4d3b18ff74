// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response that stays in memory: a subrequest's, or an error page's. Nothing of it reaches the container, which doesn't find
 * its own response behind this one either: Tomcat 11 would end that after a forward.
 */
final class CapturedResponse implements HttpServletResponse {

    private static final int BUFFER = 32768;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Stream stream = new Stream();
    private Headers headers = new Headers();
    private int status = SC_OK;
    private boolean committed;
    private @Nullable String characterEncoding;
    private @Nullable PrintWriter writer;
    private boolean errorSent;
    private final HttpServletResponse container;

    /**
     * An empty one.
     *
     * @param container encodes URLs
     */
    CapturedResponse(HttpServletResponse container) {
        this.container = container;
    }

    /** Whether what was called answered by sendError. */
    boolean errorSent() {
        return errorSent;
    }

    /** The header fields. */
    Headers headers() {
        return headers;
    }

    /** The body so far. */
    byte[] body() {
        if (writer != null) {
            writer.flush();
        }
        return body.toByteArray();
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void setStatus(int status) {
        this.status = status;
    }

    @Override
    public void sendError(int status) {
        sendError(status, "");
    }

    @Override
    public void sendError(int status, @Nullable String message) {
        resetBuffer();
        this.status = status;
        errorSent = true;
        committed = true;
    }

    @Override
    public void sendRedirect(String location) {
        sendRedirect(location, SC_FOUND, true);
    }

    /** Servlet 6.1's overload. */
    public void sendRedirect(String location, int status, boolean clearBuffer) {
        if (clearBuffer) {
            resetBuffer();
        }
        this.status = status;
        headers.set("Location", location);
        committed = true;
    }

    @Override
    public String encodeURL(String url) {
        return container.encodeURL(url);
    }

    @Override
    public String encodeRedirectURL(String url) {
        return container.encodeRedirectURL(url);
    }

    @Override
    public void addCookie(Cookie cookie) {
        headers.add("Set-Cookie", SetCookie.field(cookie));
    }

    @Override
    public boolean containsHeader(String name) {
        return headers.contains(name);
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.set(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        headers.add(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        headers.set(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        headers.add(name, Integer.toString(value));
    }

    @Override
    public void setDateHeader(String name, long date) {
        headers.set(name, date(date));
    }

    @Override
    public void addDateHeader(String name, long date) {
        headers.add(name, date(date));
    }

    private static String date(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return headers.getAll(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public @Nullable String getContentType() {
        return headers.get("Content-Type");
    }

    @Override
    public void setContentType(@Nullable String type) {
        setHeader("Content-Type", type);
    }

    @Override
    public String getCharacterEncoding() {
        if (characterEncoding != null) {
            return characterEncoding;
        }
        String type = getContentType();
        int at = type == null ? -1 : type.toLowerCase(Locale.ROOT).indexOf("charset=");
        return type == null || at < 0
                ? StandardCharsets.ISO_8859_1.name()
                : type.substring(at + "charset=".length()).replace("\"", "").trim();
    }

    @Override
    public void setCharacterEncoding(String charset) {
        characterEncoding = charset;
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        headers.set("Content-Length", Long.toString(length));
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public PrintWriter getWriter() {
        PrintWriter present = writer;
        if (present == null) {
            present = new PrintWriter(new OutputStreamWriter(body, Charset.forName(getCharacterEncoding())));
            writer = present;
        }
        return present;
    }

    @Override
    public void setBufferSize(int size) {
        // All of it is buffered.
    }

    @Override
    public int getBufferSize() {
        return BUFFER;
    }

    @Override
    public void flushBuffer() {
        committed = true;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void reset() {
        resetBuffer();
        headers = new Headers();
        status = SC_OK;
    }

    @Override
    public void resetBuffer() {
        if (committed) {
            throw new IllegalStateException("the response is committed");
        }
        body();
        body.reset();
    }

    @Override
    public void setLocale(Locale locale) {
        headers.set("Content-Language", locale.toLanguageTag());
    }

    @Override
    public Locale getLocale() {
        String language = headers.get("Content-Language");
        return language == null ? container.getLocale() : Locale.forLanguageTag(language);
    }

    /** Writes to memory. */
    private final class Stream extends ServletOutputStream {

        @Override
        public void write(int octet) {
            body.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("a subrequest is answered synchronously");
        }
    }
}
