// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** {@code upstream} and what stands in it. */
final class UpstreamDirectives {

    private static final Set<Context> UPSTREAM = EnumSet.of(Context.UPSTREAM);
    private static final Key<List<UpstreamConf.Peer>> PEERS = new Key<>("server", List.of());
    private static final Key<Integer> KEEPALIVE = new Key<>("keepalive", 0);
    private static final Key<Duration> KEEPALIVE_TIMEOUT = new Key<>("keepalive_timeout", Duration.ofSeconds(60));

    private UpstreamDirectives() {}

    static void register(DirectiveTable table) {
        table.block("upstream", EnumSet.of(Context.HTTP), 1, 1, UpstreamDirectives::upstream);
        table.simple("server", UPSTREAM, 1, DirectiveType.ANY, UpstreamDirectives::peer);
        table.simple("keepalive", UPSTREAM, 1, 1, UpstreamDirectives::keepalive);
        table.time(UPSTREAM, KEEPALIVE_TIMEOUT);
        for (String balancer : List.of("hash", "ip_hash", "least_conn", "random", "least_time", "sticky")) {
            table.simple(
                    balancer,
                    UPSTREAM,
                    0,
                    DirectiveType.ANY,
                    new ContainerDirectives.Refused("leave it out: servers take turns by weight"));
        }
    }

    private static void upstream(Draft draft, Scope scope, Directive directive) {
        String name = directive.arg(0);
        UpstreamConf before = draft.upstreams.get(name);
        if (before != null) {
            throw directive.error("duplicate upstream \"" + name + "\"", "the first one is in " + before.position());
        }
        Scope inside = new Scope(Context.UPSTREAM, scope, directive.position());
        draft.read(inside, MainDirectives.block(directive));
        List<UpstreamConf.Peer> peers = inside.get(PEERS);
        if (peers.isEmpty()) {
            throw directive.error("no servers are inside upstream", "add server address:port;");
        }
        if (peers.stream().allMatch(UpstreamConf.Peer::backup)) {
            throw directive.error("no servers in upstream \"" + name + "\"", "not every server can be a backup");
        }
        draft.upstreams.put(
                name,
                new UpstreamConf(
                        name,
                        List.copyOf(peers),
                        inside.get(KEEPALIVE),
                        inside.get(KEEPALIVE_TIMEOUT),
                        directive.position()));
    }

    private static void keepalive(Draft draft, Scope scope, Directive directive) {
        OptionalLong number = Units.number(directive.arg(0));
        if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > Integer.MAX_VALUE) {
            throw directive.error(
                    "invalid value \"" + directive.arg(0) + "\" in \"keepalive\" directive",
                    "give the number of idle connections to keep, from 1");
        }
        scope.setOnce(KEEPALIVE, (int) number.getAsLong(), directive);
    }

    private static void peer(Draft draft, Scope scope, Directive directive) {
        UpstreamConf.Peer peer = peerAddress(directive.arg(0), directive.arg(0), directive);
        int weight = 1;
        int maxFails = 1;
        Duration failTimeout = Duration.ofSeconds(10);
        boolean backup = false;
        boolean down = false;
        for (String option : directive.args().subList(1, directive.args().size())) {
            int equals = option.indexOf('=') + 1;
            String value = option.substring(equals);
            switch (option.substring(0, equals)) {
                case "weight=" -> weight = number(value, 1, option, directive);
                case "max_fails=" -> maxFails = number(value, 0, option, directive);
                case "fail_timeout=" ->
                    failTimeout =
                            Duration.ofMillis(Units.milliseconds(value).orElseThrow(() -> invalid(option, directive)));
                case "max_conns=", "resolve=", "slow_start=" ->
                    draft.warn("\"" + option + "\" of \"server\" has no effect", directive);
                case "" -> {
                    backup |= option.equals("backup");
                    down |= option.equals("down");
                    if (!option.equals("backup") && !option.equals("down")) {
                        throw invalid(option, directive);
                    }
                }
                default -> throw invalid(option, directive);
            }
        }
        scope.add(PEERS, new UpstreamConf.Peer(peer.host(), peer.port(), weight, maxFails, failTimeout, backup, down));
    }

    /** Parses {@code host}, {@code host:port} or {@code [address]:port}; {@code whole} is what messages show. */
    static UpstreamConf.Peer peerAddress(String text, String whole, Directive directive) {
        if (text.startsWith("unix:")) {
            throw directive.error("Unix sockets are not supported", "give host:port");
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.isEmpty() || (host.startsWith("[") && !host.endsWith("]"))) {
            throw directive.error("no host in upstream \"" + whole + "\"", "give host:port");
        }
        int port = hasPort ? ProxyDirectives.port(text.substring(colon + 1), whole, directive) : 80;
        return new UpstreamConf.Peer(host, port, 1, 1, Duration.ofSeconds(10), false, false);
    }

    private static int number(String text, int min, String option, Directive directive) {
        OptionalLong number = Units.number(text);
        if (number.isEmpty() || number.getAsLong() < min || number.getAsLong() > Integer.MAX_VALUE) {
            throw invalid(option, directive);
        }
        return (int) number.getAsLong();
    }

    private static ConfException invalid(String option, Directive directive) {
        return directive.error(
                "invalid parameter \"" + option + "\"",
                "the parameters are weight=, max_fails=, fail_timeout=, backup and down");
    }
}
