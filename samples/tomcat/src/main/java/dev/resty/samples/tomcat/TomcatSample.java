// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.tomcat;

import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.conf.ConfSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** Tomcat 10.1 with one servlet, and nginx's phases from {@code resty.conf} before it. */
public final class TomcatSample implements AutoCloseable {

    private static final String RELAXED = "\"<>[\\]^`{|}";

    private final RestyEngine engine;
    private final Tomcat tomcat;

    private TomcatSample(RestyEngine engine, Tomcat tomcat) {
        this.engine = engine;
        this.tomcat = tomcat;
    }

    /**
     * Serves on port 8080 until it is killed.
     *
     * @param args another port, and another configuration's file
     */
    public static void main(String[] args) throws Exception {
        ConfSource conf = args.length > 1 ? ConfSource.file(Path.of(args[1])) : ownConf();
        TomcatSample sample = start(args.length == 0 ? 8080 : Integer.parseInt(args[0]), conf);
        sample.tomcat.getServer().await();
    }

    /**
     * Starts on a port.
     *
     * @param port 0 for any that is free
     */
    static TomcatSample start(int port) throws Exception {
        return start(port, ownConf());
    }

    private static ConfSource ownConf() {
        return ConfSource.classpath("resty.conf", TomcatSample.class.getClassLoader());
    }

    private static TomcatSample start(int port, ConfSource conf) throws Exception {
        RestyEngine engine = RestyFilter.builder().conf(conf).build();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("resty-sample").toString());
        Connector connector = new Connector();
        connector.setPort(port);
        // A WAF is to see what browsers and attackers send though no URI may have it; Tomcat answers 400 otherwise.
        connector.setProperty("relaxedPathChars", RELAXED);
        connector.setProperty("relaxedQueryChars", RELAXED);
        connector.setEncodedSolidusHandling("passthrough");
        tomcat.setConnector(connector);
        // Tomcat's own page for what it refuses has a stack trace otherwise.
        ErrorReportValve errors = new ErrorReportValve();
        errors.setShowReport(false);
        errors.setShowServerInfo(false);
        tomcat.getHost().getPipeline().addValve(errors);

        Context context = tomcat.addContext("", null);
        FilterDef filter = new FilterDef();
        filter.setFilterName("resty");
        filter.setFilter(new RestyFilter(engine));
        filter.setAsyncSupported("true");
        context.addFilterDef(filter);
        FilterMap everything = new FilterMap();
        everything.setFilterName("resty");
        everything.addURLPattern("/*");
        everything.setDispatcher("REQUEST");
        everything.setDispatcher("ASYNC");
        everything.setDispatcher("ERROR");
        context.addFilterMap(everything);
        Tomcat.addServlet(context, "hello", new HelloServlet()).setAsyncSupported(true);
        context.addServletMappingDecoded("/", "hello");

        tomcat.start();
        return new TomcatSample(engine, tomcat);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** How often a path was asked for: what the configuration's header filter counts. */
    long hits(String path) {
        return engine.resty().dict("hits").getLong(path, 0);
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        engine.close();
    }
}
