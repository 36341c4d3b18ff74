// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request without a socket: what it isn't told it answers as a plain HTTP/1.1 request from the loopback would. */
public final class FakeRequest extends HttpServletRequestWrapper {

    private final String method;
    private final String uri;
    private final @Nullable String query;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private InputStream body = InputStream.nullInputStream();
    private long contentLength = -1;
    private String contextPath = "";
    private String protocol = "HTTP/1.1";
    private String remoteAddr = "127.0.0.1";

    /**
     * A request for a target.
     *
     * @param target path and query string, undecoded
     */
    public FakeRequest(String method, String target) {
        super(unsupported());
        this.method = method;
        int mark = target.indexOf('?');
        this.uri = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
    }

    private static HttpServletRequest unsupported() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FakeRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, args) -> {
                    throw new UnsupportedOperationException(called.getName());
                });
    }

    /** A {@code GET}. */
    public static FakeRequest get(String target) {
        return new FakeRequest("GET", target);
    }

    /** A {@code POST} with a form as its body. */
    public static FakeRequest post(String target, String form) {
        return new FakeRequest("POST", target)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(form.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds a header field. */
    public FakeRequest header(String name, String value) {
        String known = fields.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
        fields.computeIfAbsent(known, n -> new ArrayList<>()).add(value);
        return this;
    }

    /** Gives it a body, and {@code Content-Length} with it. */
    public FakeRequest body(byte[] bytes) {
        contentLength = bytes.length;
        body = new ByteArrayInputStream(bytes);
        return header("Content-Length", Integer.toString(bytes.length));
    }

    /** Gives it a chunked body from a stream, which can fail as a client does. */
    public FakeRequest chunkedBody(InputStream stream) {
        body = stream;
        return header("Transfer-Encoding", "chunked");
    }

    /** Gives it a body from a stream that should be so long. */
    public FakeRequest body(InputStream stream, long announced) {
        body = stream;
        contentLength = announced;
        return header("Content-Length", Long.toString(announced));
    }

    /** The context path it is under; its target has to begin with it. */
    public FakeRequest contextPath(String path) {
        contextPath = path;
        return this;
    }

    /** The protocol, such as {@code HTTP/1.0}. */
    public FakeRequest protocol(String name) {
        protocol = name;
        return this;
    }

    /** The client's address. */
    public FakeRequest remoteAddr(String address) {
        remoteAddr = address;
        return this;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return uri;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer("http://localhost:8080").append(uri);
    }

    @Override
    public @Nullable String getQueryString() {
        return query;
    }

    @Override
    public String getContextPath() {
        return contextPath;
    }

    @Override
    public String getServletPath() {
        return uri.substring(contextPath.length());
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public String getScheme() {
        return "http";
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String getServerName() {
        return "localhost";
    }

    @Override
    public int getServerPort() {
        return 8080;
    }

    @Override
    public String getRemoteAddr() {
        return remoteAddr;
    }

    @Override
    public int getRemotePort() {
        return 54321;
    }

    @Override
    public String getLocalAddr() {
        return "127.0.0.1";
    }

    @Override
    public int getLocalPort() {
        return 8080;
    }

    @Override
    public @Nullable String getRemoteUser() {
        return null;
    }

    @Override
    public ServletContext getServletContext() {
        return (ServletContext) Proxy.newProxyInstance(
                FakeRequest.class.getClassLoader(), new Class<?>[] {ServletContext.class}, (proxy, called, args) -> {
                    if (called.getName().equals("getServerInfo")) {
                        return "memory";
                    }
                    throw new UnsupportedOperationException(called.getName());
                });
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public boolean isAsyncSupported() {
        return false;
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(fields.keySet());
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(values(name));
    }

    @Override
    public @Nullable String getHeader(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : values.get(0);
    }

    private List<String> values(String name) {
        for (Map.Entry<String, List<String>> field : fields.entrySet()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return List.of();
    }

    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return null;
    }

    @Override
    public int getContentLength() {
        return (int) contentLength;
    }

    @Override
    public long getContentLengthLong() {
        return contentLength;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Body(body);
    }

    private static final class Body extends ServletInputStream {

        private final InputStream in;
        private boolean finished;

        Body(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            finished |= b < 0;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = in.read(into, offset, length);
            finished |= n < 0;
            return n;
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("setReadListener");
        }
    }
}
