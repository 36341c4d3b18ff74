// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.jetty;

import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty 12 with one servlet, and nginx's phases from {@code resty.conf} before it. */
public final class JettySample implements AutoCloseable {

    private final RestyEngine engine;
    private final Server server;

    private JettySample(RestyEngine engine, Server server) {
        this.engine = engine;
        this.server = server;
    }

    /**
     * Serves on port 8080 until it is killed.
     *
     * @param args another port
     */
    public static void main(String[] args) throws Exception {
        JettySample sample = start(args.length == 0 ? 8080 : Integer.parseInt(args[0]));
        sample.server.join();
    }

    /**
     * Starts on a port.
     *
     * @param port 0 for any that is free
     */
    static JettySample start(int port) throws Exception {
        RestyEngine engine = RestyFilter.builder()
                .conf(ConfSource.classpath("resty.conf", JettySample.class.getClassLoader()))
                .build();
        Server server = new Server(port);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        FilterHolder filter = new FilterHolder(new RestyFilter(engine));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        ServletHolder hello = new ServletHolder(new HelloServlet());
        hello.setAsyncSupported(true);
        context.addServlet(hello, "/");
        server.setHandler(context);

        server.start();
        return new JettySample(engine, server);
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** How often a path was asked for: what the configuration's header filter counts. */
    long hits(String path) {
        return engine.resty().dict("hits").getLong(path, 0);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        engine.close();
    }
}
