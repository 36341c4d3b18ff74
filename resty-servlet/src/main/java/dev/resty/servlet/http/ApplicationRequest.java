// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The application's request where earlier phases have changed or read something: it sees what they left. */
final class ApplicationRequest extends HttpServletRequestWrapper {

    private final HttpExchange exchange;
    private @Nullable Map<String, String[]> parameters;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable AsyncContext async;
    private @Nullable Collection<Part> parts;

    ApplicationRequest(HttpExchange exchange, HttpServletRequest request) {
        super(request);
        this.exchange = exchange;
    }

    @Override
    public String getMethod() {
        return exchange.method();
    }

    @Override
    public String getRequestURI() {
        return exchange.uriChanged() ? getContextPath() + RequestPath.escape(exchange.uri()) : super.getRequestURI();
    }

    @Override
    public StringBuffer getRequestURL() {
        if (!exchange.uriChanged()) {
            return super.getRequestURL();
        }
        int port = getServerPort();
        boolean usual = port <= 0 || (getScheme().equals("http") ? port == 80 : port == 443);
        StringBuffer url = new StringBuffer(getScheme()).append("://").append(getServerName());
        if (!usual) {
            url.append(':').append(port);
        }
        return url.append(getRequestURI());
    }

    @Override
    public String getServletPath() {
        if (!exchange.uriChanged()) {
            return super.getServletPath();
        }
        MappingMatch match = getHttpServletMapping().getMappingMatch();
        String path = RequestPath.text(exchange.uri());
        if (match == MappingMatch.CONTEXT_ROOT) {
            return "";
        }
        String prefix = super.getServletPath();
        return match == MappingMatch.PATH && isUnder(path, prefix) ? prefix : path;
    }

    @Override
    public @Nullable String getPathInfo() {
        if (!exchange.uriChanged()) {
            return super.getPathInfo();
        }
        MappingMatch match = getHttpServletMapping().getMappingMatch();
        String path = RequestPath.text(exchange.uri());
        if (match == MappingMatch.CONTEXT_ROOT) {
            return path;
        }
        String prefix = super.getServletPath();
        if (match != MappingMatch.PATH || !isUnder(path, prefix) || path.length() == prefix.length()) {
            return null;
        }
        return path.substring(prefix.length());
    }

    private static boolean isUnder(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    @Override
    public @Nullable String getQueryString() {
        return exchange.args();
    }

    @Override
    public @Nullable String getHeader(String name) {
        Headers headers = exchange.copiedHeaders();
        return headers == null ? super.getHeader(name) : headers.get(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        Headers headers = exchange.copiedHeaders();
        return headers == null ? super.getHeaders(name) : Collections.enumeration(headers.getAll(name));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Headers headers = exchange.copiedHeaders();
        if (headers == null) {
            return super.getHeaderNames();
        }
        Map<String, String> names = new LinkedHashMap<>();
        headers.forEach((name, value) -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        return Collections.enumeration(names.values());
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value.trim());
    }

    @Override
    public long getDateHeader(String name) {
        String value = getHeader(name);
        if (value == null || exchange.copiedHeaders() == null) {
            return super.getDateHeader(name);
        }
        try {
            return ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a date: " + value, e);
        }
    }

    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public int getContentLength() {
        long length = getContentLengthLong();
        return length > Integer.MAX_VALUE ? -1 : (int) length;
    }

    @Override
    public long getContentLengthLong() {
        return exchange.body().isRead() ? exchange.body().length() : super.getContentLengthLong();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("getReader() has been called");
        }
        if (stream == null) {
            stream = open();
        }
        return stream;
    }

    private ServletInputStream open() throws IOException {
        if (exchange.body().isRead()) {
            return new KeptInput(exchange.body().stream(), exchange.listeners());
        }
        long limit = exchange.settings().maxBodySize();
        return limit > 0 ? new LimitedInput(super.getInputStream(), limit) : super.getInputStream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (stream != null) {
            throw new IllegalStateException("getInputStream() has been called");
        }
        if (reader == null) {
            String charset = getCharacterEncoding();
            reader = new BufferedReader(
                    new InputStreamReader(open(), charset == null ? StandardCharsets.ISO_8859_1.name() : charset));
        }
        return reader;
    }

    private boolean hasOwnParameters() {
        return exchange.argsChanged() || exchange.body().isRead();
    }

    private Map<String, String[]> parameters() {
        if (parameters == null) {
            try {
                parameters = Collections.unmodifiableMap(Parameters.of(exchange, this));
            } catch (IOException e) {
                throw new IllegalStateException("the request body can't be read", e);
            }
        }
        return parameters;
    }

    @Override
    public @Nullable String getParameter(String name) {
        if (!hasOwnParameters()) {
            return super.getParameter(name);
        }
        String[] values = parameters().get(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        if (!hasOwnParameters()) {
            return super.getParameterValues(name);
        }
        String[] values = parameters().get(name);
        return values == null ? null : values.clone();
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return hasOwnParameters() ? parameters() : super.getParameterMap();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return hasOwnParameters() ? Collections.enumeration(parameters().keySet()) : super.getParameterNames();
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        if (!exchange.body().isRead()) {
            return super.getParts();
        }
        if (parts == null) {
            parts = List.copyOf(
                    Multipart.parse(getContentType(), exchange.body().bytes()));
        }
        return parts;
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        for (Part part : getParts()) {
            if (name.equals(part.getName())) {
                return part;
            }
        }
        return null;
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, exchange.applicationResponse());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        async = new ApplicationAsync(super.startAsync(request, response), exchange);
        return async;
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext current = super.getAsyncContext();
        return async == null ? current : async;
    }
}
