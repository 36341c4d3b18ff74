// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request without a socket, about as costly to read as a container's. */
final class MemoryRequest extends HttpServletRequestWrapper {

    private static final HttpServletRequest NOTHING_ELSE = (HttpServletRequest) Proxy.newProxyInstance(
            MemoryRequest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, called, args) -> {
                throw new UnsupportedOperationException(called.getName());
            });

    private final Plan plan;
    private @Nullable Map<String, Object> attributes;

    MemoryRequest(Plan plan) {
        super(NOTHING_ELSE);
        this.plan = plan;
    }

    /** What all requests of a shape share. */
    static final class Plan {

        private final String method;
        private final String path;
        private final @Nullable String query;
        private final String[] fields;
        private final byte[] body;

        Plan(Shape shape) {
            int mark = shape.target().indexOf('?');
            this.method = shape.method();
            this.path = mark < 0 ? shape.target() : shape.target().substring(0, mark);
            this.query = mark < 0 ? null : shape.target().substring(mark + 1);
            List<String> all = new ArrayList<>(List.of("Host", "localhost"));
            all.addAll(shape.fields());
            this.fields = all.toArray(String[]::new);
            this.body = shape.body();
        }
    }

    @Override
    public String getMethod() {
        return plan.method;
    }

    @Override
    public String getRequestURI() {
        return plan.path;
    }

    @Override
    public @Nullable String getQueryString() {
        return plan.query;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return plan.path;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
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
        return 80;
    }

    @Override
    public String getRemoteAddr() {
        return "127.0.0.1";
    }

    @Override
    public int getRemotePort() {
        return 40_000;
    }

    @Override
    public String getLocalAddr() {
        return "127.0.0.1";
    }

    @Override
    public int getLocalPort() {
        return 80;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public boolean isAsyncSupported() {
        return true;
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < plan.fields.length; i += 2) {
            names.add(plan.fields[i]);
        }
        return Collections.enumeration(names);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String value = getHeader(name);
        return Collections.enumeration(value == null ? List.of() : List.of(value));
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < plan.fields.length; i += 2) {
            if (plan.fields[i].equalsIgnoreCase(name)) {
                return plan.fields[i + 1];
            }
        }
        return null;
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
        return plan.body.length == 0 ? -1 : plan.body.length;
    }

    @Override
    public long getContentLengthLong() {
        return getContentLength();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes == null ? null : attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (attributes == null) {
            attributes = new HashMap<>();
        }
        attributes.put(name, value);
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Body(plan.body);
    }

    private static final class Body extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(byte[] body) {
            bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
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
