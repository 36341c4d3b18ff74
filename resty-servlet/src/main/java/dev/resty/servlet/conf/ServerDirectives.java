// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** {@code server}, {@code listen} and {@code server_name}. */
final class ServerDirectives {

    private static final Set<Context> SERVER = EnumSet.of(Context.SERVER);
    private static final Set<String> LISTEN_FLAGS = Set.of(
            "default_server",
            "default",
            "ssl",
            "http2",
            "spdy",
            "quic",
            "bind",
            "deferred",
            "reuseport",
            "proxy_protocol");
    private static final Set<String> LISTEN_OPTIONS =
            Set.of("backlog", "rcvbuf", "sndbuf", "fastopen", "setfib", "accept_filter", "ipv6only", "so_keepalive");

    private ServerDirectives() {}

    static void register(DirectiveTable table) {
        table.block("server", EnumSet.of(Context.HTTP), 0, 0, ServerDirectives::server);
        table.simple("listen", SERVER, 1, DirectiveType.ANY, ServerDirectives::listen);
        table.simple("server_name", SERVER, 1, DirectiveType.ANY, ServerDirectives::serverName);
    }

    private static void server(Draft draft, Scope scope, Directive directive) {
        ServerDraft server = new ServerDraft(new Scope(Context.SERVER, scope, directive.position()));
        draft.servers.add(server);
        draft.read(server.scope(), MainDirectives.block(directive));
    }

    private static void listen(Draft draft, Scope scope, Directive directive) {
        boolean defaultServer = false;
        boolean ssl = false;
        for (String option : directive.args().subList(1, directive.args().size())) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (!(equals < 0 ? LISTEN_FLAGS : LISTEN_OPTIONS).contains(name)) {
                throw directive.error(
                        "invalid parameter \"" + option + "\"", "write listen address:port default_server");
            }
            if (name.equals("default_server") || name.equals("default")) {
                defaultServer = true;
            } else {
                ssl |= name.equals("ssl");
                draft.warn("\"" + option + "\" of \"listen\" is handled by the container", directive);
            }
        }
        if (directive.arg(0).startsWith("unix:")) {
            draft.warn("\"listen " + directive.arg(0) + "\" has no effect: no Unix sockets", directive);
        }
        ServerConf.Listen listen = address(directive, defaultServer, ssl);
        List<ServerConf.Listen> listens = draft.server().listens();
        for (ServerConf.Listen other : listens) {
            if (other.port() == listen.port() && other.address().equals(listen.address())) {
                throw directive.error(
                        "a duplicate listen " + (listen.address().equals("*") ? "0.0.0.0" : listen.address()) + ":"
                                + listen.port(),
                        "a server listens once on an address");
            }
        }
        listens.add(listen);
    }

    private static ServerConf.Listen address(Directive directive, boolean defaultServer, boolean ssl) {
        String text = directive.arg(0);
        if (text.startsWith("unix:")) {
            return new ServerConf.Listen(text, 0, defaultServer, ssl);
        }
        if (Units.number(text).isPresent()) {
            return new ServerConf.Listen("*", port(text, directive), defaultServer, ssl);
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        int port = hasPort ? port(text.substring(colon + 1), directive) : 80;
        if (host.isEmpty()) {
            throw directive.error("no host in \"" + text + "\" of the \"listen\" directive", "write address:port");
        }
        boolean literal = host.equals("*") || host.startsWith("[") || host.matches("[0-9.]+");
        if (literal || resolves(host)) {
            return new ServerConf.Listen(host, port, defaultServer, ssl);
        }
        throw directive.error(
                "host not found in \"" + text + "\" of the \"listen\" directive", "give an address of this machine");
    }

    private static boolean resolves(String host) {
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static int port(String text, Directive directive) {
        OptionalLong port = Units.number(text);
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65535) {
            throw directive.error(
                    "invalid port in \"" + directive.arg(0) + "\" of the \"listen\" directive",
                    "a port is a number from 1 to 65535");
        }
        return (int) port.getAsLong();
    }

    private static void serverName(Draft draft, Scope scope, Directive directive) {
        List<ServerConf.Name> names = draft.server().names();
        for (String text : directive.args()) {
            if (text.startsWith("~")) {
                if (text.length() == 1) {
                    throw directive.error("empty regex in server name \"~\"", "write ~regex");
                }
                String regex = text.substring(1);
                boolean caseless = regex.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
                names.add(new ServerConf.Name.Regex(draft.pattern(regex, caseless, directive), regex));
            } else {
                plainName(text.toLowerCase(Locale.ROOT), directive, draft, names);
            }
        }
    }

    private static void plainName(String text, Directive directive, Draft draft, List<ServerConf.Name> names) {
        boolean bad = text.startsWith("*") ? text.length() < 3 || text.charAt(1) != '.' : text.equals(".");
        if (bad) {
            throw directive.error(
                    "server name \"" + directive.arg(directive.args().indexOf(text)) + "\" is invalid",
                    "a wildcard is *.name, .name or name.*");
        }
        if (text.indexOf('/') >= 0) {
            draft.warn("server name \"" + text + "\" has suspicious symbols", directive);
        }
        if (text.equals("$hostname")) {
            names.add(new ServerConf.Name.Exact(hostname()));
        } else if (text.startsWith("*.")) {
            names.add(new ServerConf.Name.LeadingWildcard(text.substring(1)));
        } else if (text.startsWith(".")) {
            names.add(new ServerConf.Name.Exact(text.substring(1)));
            names.add(new ServerConf.Name.LeadingWildcard(text));
        } else if (text.endsWith(".*") && text.length() > 2) {
            names.add(new ServerConf.Name.TrailingWildcard(text.substring(0, text.length() - 1)));
        } else if (text.indexOf('*') >= 0) {
            throw directive.error(
                    "invalid server name or wildcard \"" + text + "\"", "a wildcard is *.name, .name or name.*");
        } else {
            names.add(new ServerConf.Name.Exact(text));
        }
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
