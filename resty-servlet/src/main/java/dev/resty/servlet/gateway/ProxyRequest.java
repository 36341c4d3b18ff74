// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.phase.Headers;
import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Content.ProxyPass;
import dev.resty.servlet.conf.ProxySettings;
import dev.resty.servlet.conf.UpstreamConf.Peer;
import dev.resty.servlet.gateway.Gateway.Upstream;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.RequestBody;
import dev.resty.store.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/** One client's request on its way through an upstream: the tries, and the outcome. */
final class ProxyRequest {

    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    private final HttpExchange exchange;
    private final LocationConf location;
    private final ProxyPass pass;
    private final ProxySettings settings;
    private final ProxyAddress address;
    private final String target;
    private final Ticker ticker;
    private final Set<Peer> tried = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable ClientBody body;
    private int status = BAD_GATEWAY;
    private boolean stale;
    private String failure = "no live upstreams while connecting to upstream";

    ProxyRequest(
            HttpExchange exchange,
            LocationConf location,
            ProxyPass pass,
            ProxyAddress address,
            String target,
            Ticker ticker) {
        this.exchange = exchange;
        this.location = location;
        this.pass = pass;
        this.settings = location.settings().proxy();
        this.address = address;
        this.target = target;
        this.ticker = ticker;
    }

    /** Why it came to 502 or 504. */
    String failure() {
        return failure;
    }

    /** Tries peers until one answers, and passes its answer on. */
    Outcome run(Upstream upstream) throws IOException {
        stale = upstream.keepalive();
        UpstreamTimes times = new UpstreamTimes(exchange, ticker);
        boolean again = true;
        for (Peer peer = next(upstream); again && peer != null; peer = again ? next(upstream) : null) {
            tried.add(peer);
            try {
                ClassicHttpResponse response = send(upstream, peer, times);
                upstream.peers().succeeded(peer);
                times.header(response);
                return new ProxyResponse(exchange, location, pass, address, times).pass(response);
            } catch (PeerFailedException e) {
                upstream.peers().failed(peer);
                again = e.nothingSent() || mayTryAgain();
                if (again && stale && e.getCause() instanceof NoHttpResponseException) {
                    // An idle connection that the peer had closed says nothing about the peer.
                    stale = false;
                    tried.remove(peer);
                }
                status = e.status();
                times.failed(status);
                failure = "upstream failed: " + e.getCause();
            }
        }
        return Outcome.exit(status);
    }

    private @Nullable Peer next(Upstream upstream) {
        return upstream.peers().next(tried);
    }

    private ClassicHttpResponse send(Upstream upstream, Peer peer, UpstreamTimes times)
            throws IOException, PeerFailedException {
        times.begin();
        InetAddress where;
        try {
            where = InetAddress.getByName(peer.host());
        } catch (UnknownHostException e) {
            times.address(peer.host() + ":" + peer.port());
            throw new PeerFailedException(e, BAD_GATEWAY, true);
        }
        times.address(where.getHostAddress() + ":" + peer.port());
        UpstreamCall call = call(peer, where);
        try {
            return upstream.client().send(call);
        } catch (NotConnectedException e) {
            throw new PeerFailedException(e, e.isTimeout() ? GATEWAY_TIMEOUT : BAD_GATEWAY, true);
        } catch (IOException e) {
            if (body != null && body.failure() != null) {
                throw body.failure();
            }
            throw new PeerFailedException(
                    e, e instanceof SocketTimeoutException ? GATEWAY_TIMEOUT : BAD_GATEWAY, false);
        }
    }

    /** A try that came to nothing. */
    private static final class PeerFailedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final boolean nothingSent;

        PeerFailedException(IOException cause, int status, boolean nothingSent) {
            super(cause);
            this.status = status;
            this.nothingSent = nothingSent;
        }

        int status() {
            return status;
        }

        boolean nothingSent() {
            return nothingSent;
        }
    }

    /** As nginx: what was sent is sent again only where doing it twice does no harm. */
    private boolean mayTryAgain() {
        return IDEMPOTENT.contains(exchange.method())
                && (body == null || exchange.body().isRead() || !body.isBegun());
    }

    private UpstreamCall call(Peer peer, InetAddress where) throws IOException {
        Headers headers = new Headers();
        ProxyHeaders.request(exchange, settings, headers::add);
        long length = prepareBody();
        return new UpstreamCall(
                exchange.method(),
                target,
                headers,
                body,
                length,
                address.scheme(),
                peer.host(),
                where,
                peer.port(),
                settings);
    }

    /** Opens the body where there is one; HTTP/1.0 knows no chunks, so that its length must be known. */
    private long prepareBody() throws IOException {
        RequestBody source = exchange.body();
        if (!settings.passRequestBody() || !source.isPresent()) {
            return 0;
        }
        source.checkLength();
        boolean unknown = !source.isRead() && exchange.request().getContentLengthLong() < 0;
        if (unknown
                && (settings.httpVersion().equals("1.0") || exchange.settings().maxBodySize() > 0)) {
            source.read();
        }
        if (source.isRead()) {
            body = new ClientBody(source.stream());
            return source.length();
        }
        if (body == null) {
            InputStream in = exchange.request().getInputStream();
            body = new ClientBody(in);
        }
        return exchange.request().getContentLengthLong();
    }
}
