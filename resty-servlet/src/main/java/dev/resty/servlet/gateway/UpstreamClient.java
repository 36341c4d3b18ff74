// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client of one upstream, with its pool of idle connections. It sends what it is given and returns what it gets:
 * no redirects, retries, decompression, cookies or fields of its own.
 */
final class UpstreamClient implements AutoCloseable {

    private static final int UNLIMITED = 1 << 20;

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /**
     * Makes a client.
     *
     * @param keepalive how many idle connections are kept; 0 for none
     */
    UpstreamClient(int keepalive, Duration keepaliveTimeout) {
        CharCodingConfig bytes = CharCodingConfig.custom()
                .setCharset(StandardCharsets.ISO_8859_1)
                .build();
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(UNLIMITED)
                .setMaxConnPerRoute(UNLIMITED)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .charCodingConfig(bytes)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setValidateAfterInactivity(TimeValue.of(200, TimeUnit.MILLISECONDS))
                        .build())
                .build();
        DefaultConnectionReuseStrategy byProtocol = DefaultConnectionReuseStrategy.INSTANCE;
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableDefaultUserAgent()
                .disableConnectionState()
                .setConnectionReuseStrategy((request, response, context) -> keepalive > 0
                        && connections.getTotalStats().getAvailable() < keepalive
                        && byProtocol.keepAlive(request, response, context))
                .setKeepAliveStrategy((response, context) -> TimeValue.of(keepaliveTimeout))
                .build();
    }

    /**
     * Sends a request and waits for the response's header.
     *
     * @throws NotConnectedException where no connection came about: nothing was sent
     * @throws IOException where it failed later; {@link java.net.SocketTimeoutException} for a timeout
     */
    ClassicHttpResponse send(UpstreamCall call) throws IOException {
        String path = bytes(call.target());
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(call.method(), path);
        if (path.startsWith("/")) {
            // The constructor reads "//name/path" as another host's URL and drops the name.
            request.setScheme(null);
            request.setAuthority(null);
            request.setPath(path);
        }
        if (call.settings().httpVersion().equals("1.0")) {
            request.setVersion(HttpVersion.HTTP_1_0);
        }
        call.headers().forEach((name, value) -> request.addHeader(name, bytes(value)));
        if (call.body() != null) {
            request.setEntity(new InputStreamEntity(call.body(), call.bodyLength(), null));
        }
        HttpHost target = new HttpHost(call.scheme(), call.address(), call.host(), call.port());
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(timeouts(call));
        try {
            return client.executeOpen(target, request, context);
        } catch (ConnectTimeoutException e) {
            throw new NotConnectedException(e, true);
        } catch (ConnectException | NoRouteToHostException e) {
            throw new NotConnectedException(e, false);
        }
    }

    /** A text of bytes, a character each, as it is; any other, which only Java code can have set, in UTF-8. */
    private static String bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    /** A location has timeouts of its own, a connection manager only one for all. */
    @SuppressWarnings("deprecation")
    private static RequestConfig timeouts(UpstreamCall call) {
        return RequestConfig.custom()
                .setConnectTimeout(Timeout.of(call.settings().connectTimeout()))
                .setResponseTimeout(Timeout.of(call.settings().readTimeout()))
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    @Override
    public void close() {
        client.close(CloseMode.GRACEFUL);
        connections.close(CloseMode.GRACEFUL);
    }
}
