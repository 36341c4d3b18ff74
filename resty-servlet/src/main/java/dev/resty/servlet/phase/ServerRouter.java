// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.ServerConf.Listen;
import dev.resty.servlet.http.ExchangeSettings;
import dev.resty.servlet.http.HttpExchange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the server of a request: by its Host, and where the engine listens by itself first by the address that the
 * request came to.
 *
 * @see <a href="https://nginx.org/en/docs/http/request_processing.html">How nginx processes a request</a>
 */
final class ServerRouter {

    private static final String ANY = "*";

    private final ServerNames all;
    private final Map<Integer, Ports> ports = new HashMap<>();

    /** The servers of a port: those of its addresses, and those of any address. */
    private record Ports(Map<String, ServerNames> byAddress, ServerNames any) {}

    /**
     * Sorts the servers.
     *
     * @param byAddress whether only servers with a {@code listen} for the request's address are considered
     */
    ServerRouter(List<Server> servers, boolean byAddress) {
        all = new ServerNames(
                servers,
                servers.stream()
                        .filter(server -> server.conf().listens().stream().anyMatch(Listen::defaultServer))
                        .findFirst()
                        .orElse(servers.get(0)));
        if (byAddress) {
            servers.forEach(server -> server.conf()
                    .listens()
                    .forEach(listen -> ports.computeIfAbsent(listen.port(), port -> port(servers, port))));
        }
    }

    private Ports port(List<Server> servers, int port) {
        Map<String, List<Server>> listeners = new HashMap<>();
        Map<String, Server> defaults = new HashMap<>();
        for (Server server : servers) {
            for (Listen listen : server.conf().listens()) {
                if (listen.port() == port) {
                    String address = numeric(listen.address());
                    listeners.computeIfAbsent(address, a -> new ArrayList<>()).add(server);
                    if (listen.defaultServer()) {
                        defaults.putIfAbsent(address, server);
                    }
                }
            }
        }
        Map<String, ServerNames> names = new HashMap<>();
        listeners.forEach((address, there) ->
                names.put(address, new ServerNames(there, defaults.getOrDefault(address, there.get(0)))));
        return new Ports(names, names.getOrDefault(ANY, all));
    }

    /** The address as the container tells it of a connection. */
    private static String numeric(String address) {
        if (address.equals(ANY) || address.startsWith("unix:")) {
            return address;
        }
        try {
            InetAddress numeric = InetAddress.getByName(address);
            return numeric.isAnyLocalAddress() ? ANY : numeric.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    /** What holds before the server is chosen. */
    ExchangeSettings settings() {
        return all.fallback().root().settings();
    }

    /** The server for the exchange's Host, and for the address it came to. */
    Server find(HttpExchange exchange) {
        if (ports.isEmpty()) {
            return all.find(exchange);
        }
        Ports port = ports.get(exchange.request().getLocalPort());
        if (port == null) {
            return all.find(exchange);
        }
        ServerNames names = port.byAddress().get(exchange.request().getLocalAddr());
        return (names == null ? port.any() : names).find(exchange);
    }
}
