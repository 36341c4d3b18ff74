// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** The application behind a variant in an embedded Tomcat: a process of its own, so that its CPU time can be told. */
public final class Server {

    /** Tomcat's, kept from being collected. */
    private static final Logger LOGGING = Logger.getLogger("org.apache");

    private Server() {}

    /** Serves the variant of that name on a free port of the loopback, tells the port, ends with its standard input. */
    public static void main(String[] arguments) throws Exception {
        LOGGING.setLevel(Level.SEVERE);
        Path folder = Files.createTempDirectory("resty-bench");
        Tomcat tomcat = start(Variant.valueOf(arguments[0]), folder);
        System.out.println("port " + tomcat.getConnector().getLocalPort());
        while (System.in.read() >= 0) {
            continue;
        }
        tomcat.stop();
        tomcat.destroy();
        delete(folder);
    }

    private static Tomcat start(Variant variant, Path folder) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            connector.setProperty("maxKeepAliveRequests", "-1");
            protocol.setMaxThreads(200);
        }
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "app", new App());
        context.addServletMappingDecoded("/*", "app");
        Filter filter = variant.filter();
        if (filter != null) {
            add(context, filter);
        }
        tomcat.start();
        return tomcat;
    }

    private static void add(Context context, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName("variant");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("variant");
        mapping.addURLPattern("/*");
        mapping.setDispatcher(DispatcherType.REQUEST.name());
        mapping.setDispatcher(DispatcherType.ASYNC.name());
        context.addFilterMap(mapping);
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
