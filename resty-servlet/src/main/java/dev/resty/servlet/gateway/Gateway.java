// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Content.ProxyPass;
import dev.resty.servlet.conf.UpstreamConf;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.store.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code proxy_pass}: hands requests to upstreams and their responses to clients. Safe for concurrent use; a call blocks
 * until the response has passed.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int BAD_GATEWAY = 502;

    private final Map<String, Upstream> upstreams = new HashMap<>();
    private final Map<String, Upstream> addresses = new ConcurrentHashMap<>();
    private final UpstreamClient unpooled;
    private final Ticker ticker;

    /** Makes a gateway for a configuration's upstreams. */
    public Gateway(Map<String, UpstreamConf> upstreams) {
        this(upstreams, Ticker.system());
    }

    /** Makes a gateway with a clock of its own. */
    public Gateway(Map<String, UpstreamConf> upstreams, Ticker ticker) {
        this.ticker = ticker;
        this.unpooled = new UpstreamClient(0, Duration.ZERO);
        upstreams.forEach((name, conf) -> this.upstreams.put(
                name,
                new Upstream(
                        new PeerGroup(conf, ticker),
                        conf.keepalive() > 0 ? new UpstreamClient(conf.keepalive(), conf.keepaliveTimeout()) : unpooled,
                        conf.keepalive() > 0)));
    }

    /** Peers that take turns, and the client that reaches them. */
    record Upstream(PeerGroup peers, UpstreamClient client, boolean keepalive) {}

    /**
     * Checks that a {@code proxy_pass} can work; called before a gateway is made.
     *
     * @throws ConfException where Apache HttpClient is missing or a constant URL is wrong
     */
    public static void check(ProxyPass pass) {
        try {
            Class.forName("org.apache.hc.client5.http.classic.HttpClient", false, Gateway.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ConfException(
                    "\"proxy_pass\" needs Apache HttpClient: add org.apache.httpcomponents.client5:httpclient5 to the"
                            + " class path",
                    "proxy_pass",
                    pass.position());
        }
        if (pass.url().isConstant()) {
            try {
                ProxyAddress.parse(pass.url().source());
            } catch (IllegalArgumentException e) {
                throw new ConfException(String.valueOf(e.getMessage()), "proxy_pass", pass.position());
            }
        }
    }

    /**
     * Proxies a request.
     *
     * @return an exit with status 0 where the upstream's response was passed on; one with 502 or 504 where there was
     *     none; one with the upstream's status where {@code proxy_intercept_errors} applies; an exec for
     *     {@code X-Accel-Redirect}
     * @throws dev.resty.phase.PayloadTooLargeException where the client's body is over the limit
     * @throws IOException where the client is gone, or the upstream broke off a response that was begun
     */
    public Outcome proxy(HttpExchange exchange, LocationConf location, ProxyPass pass) throws IOException {
        String url = pass.url().evaluate(exchange);
        ProxyAddress address;
        try {
            address = ProxyAddress.parse(url);
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            return Outcome.exit(500);
        }
        exchange.attributes().put("proxy_host", address.authority());
        exchange.attributes().put("proxy_port", Integer.toString(address.port()));
        Upstream upstream = upstream(address);
        String target =
                ProxyUri.of(exchange, location, address.uri(), pass.url().isConstant());
        ProxyRequest request = new ProxyRequest(exchange, location, pass, address, target, ticker);
        Outcome outcome = request.run(upstream);
        if (outcome instanceof Outcome.Exit exit && exit.status() == BAD_GATEWAY) {
            LOG.error("{}, upstream: \"{}\"", request.failure(), url);
        }
        return outcome;
    }

    private Upstream upstream(ProxyAddress address) {
        Upstream named = upstreams.get(address.host());
        if (named != null) {
            return named;
        }
        String key = address.host() + ":" + address.port();
        Upstream known = addresses.get(key);
        if (known != null) {
            return known;
        }
        UpstreamConf.Peer peer =
                new UpstreamConf.Peer(address.host(), address.port(), 1, 1, Duration.ofSeconds(10), false, false);
        UpstreamConf alone = new UpstreamConf(
                key, List.of(peer), 0, Duration.ZERO, new dev.resty.servlet.conf.Position("proxy_pass", 0));
        Upstream made = new Upstream(new PeerGroup(alone, ticker), unpooled, false);
        // A variable in the address can name any number of hosts.
        if (addresses.size() < 1000) {
            addresses.putIfAbsent(key, made);
        }
        return made;
    }

    /** Closes idle connections; requests in flight end first. */
    @Override
    public void close() {
        upstreams.values().forEach(upstream -> upstream.client().close());
        unpooled.close();
    }
}
