// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.ServerConf;
import dev.resty.servlet.conf.ServerConf.Listen;
import jakarta.servlet.DispatcherType;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty with a connector for each address that the configuration listens on, and the engine's filter for every path. As
 * lenient as nginx about what a request may look like, and as strict about what would let a request be smuggled.
 */
final class HttpServer {

    private static final int RESPONSE_HEADER_SIZE = 1 << 20;
    private static final int THREADS = 1024;
    private static final int BACKLOG = 511;

    private final Server server;
    private final HttpConfiguration http = new HttpConfiguration();
    private final Map<Address, ServerConnector> connectors = new LinkedHashMap<>();

    /** An address to listen on; without a host for any. */
    private record Address(String host, int port) {

        InetSocketAddress socket() {
            return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        }

        /** As nginx writes it in messages. */
        @Override
        public String toString() {
            return (host.isEmpty() ? "0.0.0.0" : host) + ":" + port;
        }
    }

    /** An address that can't be listened on, with what nginx says then. */
    static final class BindException extends Exception {

        private static final long serialVersionUID = 1L;

        BindException(Address address, String reason) {
            super("bind() to " + address + " failed (" + reason + ")");
        }
    }

    /**
     * Describes the server; {@link #listen} opens its ports.
     *
     * @param headerSize the largest request line and header fields together, in bytes
     */
    HttpServer(RestyEngine engine, int headerSize) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("resty");
        if (VirtualThreads.areSupported()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        }
        server = new Server(threads);
        http.setRequestHeaderSize(headerSize);
        http.setResponseHeaderSize(RESPONSE_HEADER_SIZE);
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setHttpCompliance(HttpCompliance.RFC7230.with(
                "nginx", HttpCompliance.Violation.HTTP_0_9, HttpCompliance.Violation.UNSAFE_HOST_HEADER));
        http.setSendServerVersion(false);
        http.setIdleTimeout(0);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        FilterHolder filter = new FilterHolder(new RestyFilter(engine));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        server.setHandler(new GracefulHandler(new ChunkedResponses(context)));
        server.setErrorHandler(new NginxErrorPage());
    }

    /** Starts to answer on the connectors that are open. */
    void start() throws Exception {
        server.start();
    }

    /**
     * Opens the ports of a configuration that are not open yet.
     *
     * @throws BindException where one can't be; those that were opened are closed again
     */
    void listen(Configuration configuration) throws Exception {
        Map<Address, ServerConnector> opened = new LinkedHashMap<>();
        try {
            for (Address address : addresses(configuration)) {
                if (!connectors.containsKey(address)) {
                    opened.put(address, open(address));
                }
            }
        } catch (BindException e) {
            opened.values().forEach(ServerConnector::close);
            throw e;
        }
        for (Map.Entry<Address, ServerConnector> entry : opened.entrySet()) {
            connectors.put(entry.getKey(), entry.getValue());
            server.addConnector(entry.getValue());
            if (server.isStarted()) {
                entry.getValue().start();
            }
        }
    }

    /** Closes the ports that a configuration no longer names; requests in flight on them end by themselves. */
    void close(Configuration configuration) {
        Set<Address> wanted = addresses(configuration);
        connectors.entrySet().removeIf(entry -> {
            if (wanted.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().close();
            return true;
        });
    }

    private ServerConnector open(Address address) throws BindException {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.host().isEmpty() ? null : address.host());
        connector.setPort(address.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setReuseAddress(true);
        connector.setIdleTimeout(75_000);
        connector.setShutdownIdleTimeout(20);
        try {
            if (address.socket().isUnresolved()) {
                throw new BindException(address, "99: Cannot assign requested address");
            }
            connector.open();
        } catch (java.io.IOException e) {
            throw new BindException(address, reason(e));
        }
        return connector;
    }

    private static String reason(java.io.IOException error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "98: Address already in use";
        }
        if (message.contains("Permission denied")) {
            return "13: Permission denied";
        }
        return message.contains("assign") ? "99: Cannot assign requested address" : message;
    }

    private static Set<Address> addresses(Configuration configuration) {
        Set<Address> addresses = new LinkedHashSet<>();
        for (ServerConf server : configuration.servers()) {
            for (Listen listen : server.listens()) {
                if (listen.ssl()) {
                    throw new ConfException(
                            "the \"ssl\" parameter requires TLS, which this launcher doesn't speak",
                            "put a TLS proxy in front and listen without ssl",
                            "listen",
                            server.position());
                }
                if (!listen.address().startsWith("unix:")) {
                    String host =
                            listen.address().equals("*") || listen.address().equals("0.0.0.0") ? "" : listen.address();
                    addresses.add(new Address(host, listen.port()));
                }
            }
        }
        addresses.removeIf(address -> !address.host().isEmpty() && addresses.contains(new Address("", address.port())));
        return addresses;
    }

    /** Takes no more connections, waits for the requests in flight, and ends. */
    void drain(long millis) throws Exception {
        server.setStopTimeout(millis);
        server.stop();
    }
}
