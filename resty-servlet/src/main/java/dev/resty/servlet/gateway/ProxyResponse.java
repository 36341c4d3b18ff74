// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.phase.Headers;
import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Content.ProxyPass;
import dev.resty.servlet.conf.LocationConf.Match;
import dev.resty.servlet.conf.ProxySettings;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** An upstream's response on its way to the client. */
final class ProxyResponse {

    private static final int CHUNK = 16 << 10;
    /** Fields that there is only one of: what an earlier phase has set gives way. */
    private static final Set<String> SINGLE =
            Set.of("content-type", "content-length", "location", "refresh", "etag", "last-modified");

    private final HttpExchange exchange;
    private final LocationConf location;
    private final ProxyPass pass;
    private final ProxySettings settings;
    private final ProxyAddress address;
    private final UpstreamTimes times;

    ProxyResponse(
            HttpExchange exchange, LocationConf location, ProxyPass pass, ProxyAddress address, UpstreamTimes times) {
        this.exchange = exchange;
        this.location = location;
        this.pass = pass;
        this.settings = location.settings().proxy();
        this.address = address;
        this.times = times;
    }

    /**
     * Passes it on, and closes it: with what is unread its connection is dropped.
     *
     * @throws UpstreamBrokeOffException where the upstream fails on the way
     * @throws IOException where the client does
     */
    Outcome pass(ClassicHttpResponse upstream) throws IOException {
        try (upstream) {
            Header accel = upstream.getFirstHeader("X-Accel-Redirect");
            if (accel != null && accel.getValue() != null && !accel.getValue().isEmpty()) {
                return internalRedirect(accel.getValue());
            }
            if (isIntercepted(upstream.getCode())) {
                return Outcome.exit(upstream.getCode());
            }
            HttpResponse response = exchange.response();
            response.proxied();
            response.status(upstream.getCode());
            copyFields(upstream, response.headers());
            response.sendHeaders();
            copyBody(upstream, response);
            response.finish();
            return Outcome.exit(0);
        } finally {
            times.end();
        }
    }

    private static Outcome internalRedirect(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? Outcome.exec(uri, null) : Outcome.exec(uri.substring(0, mark), uri.substring(mark + 1));
    }

    private boolean isIntercepted(int status) {
        return settings.interceptErrors()
                && status >= 300
                && location.settings().errorPages().stream()
                        .anyMatch(page -> page.statuses().contains(status));
    }

    private void copyFields(ClassicHttpResponse upstream, Headers headers) {
        for (Header field : upstream.getHeaders()) {
            String name = field.getName();
            if (ProxyHeaders.isReturned(name, settings)) {
                String value = field.getValue() == null ? "" : field.getValue();
                boolean redirect = name.equalsIgnoreCase("Location") || name.equalsIgnoreCase("Refresh");
                if (SINGLE.contains(name.toLowerCase(Locale.ROOT))) {
                    headers.set(name, redirect ? redirected(value) : value);
                } else {
                    headers.add(name, value);
                }
            }
        }
    }

    /** {@code proxy_redirect default}: the upstream's own URLs become those of the location. */
    private String redirected(String value) {
        if (!pass.url().isConstant()) {
            return value;
        }
        String url = pass.url().source();
        String from = address.uri().isEmpty() ? url + "/" : url;
        String to = address.uri().isEmpty() ? "/" : prefix();
        return to != null && value.startsWith(from)
                ? exchange.request().getContextPath() + to + value.substring(from.length())
                : value;
    }

    private @Nullable String prefix() {
        if (location.match() instanceof Match.Prefix prefix) {
            return prefix.prefix();
        }
        return location.match() instanceof Match.Exact exact ? exact.uri() : null;
    }

    private void copyBody(ClassicHttpResponse upstream, HttpResponse response) throws IOException {
        if (upstream.getEntity() == null) {
            return;
        }
        long expected = upstream.getEntity().getContentLength();
        byte[] chunk = new byte[CHUNK];
        long count = 0;
        try (InputStream in = upstream.getEntity().getContent()) {
            for (int n = read(in, chunk); n >= 0; n = read(in, chunk)) {
                count += n;
                times.received(n);
                response.write(chunk, 0, n);
                if (response.clientGone()) {
                    throw new IOException("the client is gone");
                }
                // Whoever streams wants the client to have what there is.
                if (count != expected && in.available() == 0) {
                    response.flush();
                }
            }
        }
    }

    private static int read(InputStream in, byte[] chunk) throws IOException {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new UpstreamBrokeOffException(e);
        }
    }
}
