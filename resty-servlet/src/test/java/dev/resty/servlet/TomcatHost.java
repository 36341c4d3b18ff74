// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.http.HttpServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** An engine in embedded Tomcat 10.1. */
final class TomcatHost implements TestHost {

    private final Tomcat tomcat = new Tomcat();
    private final Path base = Files.createTempDirectory("resty-tomcat");

    TomcatHost(RestyEngine engine, HttpServlet application) throws Exception {
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxHttpRequestHeaderSize", "2097152");
        connector.setProperty("relaxedQueryChars", "\"<>[]^`{|}\\");
        connector.setProperty("maxParameterCount", "200000");
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        FilterDef filter = new FilterDef();
        filter.setFilterName("resty");
        filter.setFilter(new RestyFilter(engine));
        filter.setAsyncSupported("true");
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("resty");
        map.addURLPattern("/*");
        map.setDispatcher("REQUEST");
        map.setDispatcher("ASYNC");
        map.setDispatcher("ERROR");
        context.addFilterMap(map);
        Tomcat.addServlet(context, "app", application).setAsyncSupported(true);
        context.addServletMappingDecoded("/", "app");
        tomcat.start();
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public Answer send(Ask ask) throws Exception {
        return WireClient.send(port(), ask);
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
