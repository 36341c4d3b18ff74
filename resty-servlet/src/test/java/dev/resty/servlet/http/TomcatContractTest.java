// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.io.TempDir;

class TomcatContractTest extends ContainerContractTest {

    @TempDir
    Path directory;

    private final Tomcat tomcat = new Tomcat();

    @Override
    int start(HttpFilter filter, HttpServlet servlet) throws Exception {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext("", directory.toString());
        FilterDef definition = new FilterDef();
        definition.setFilterName("resty");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("resty");
        mapping.addURLPattern("/*");
        context.addFilterMap(mapping);
        var wrapper = Tomcat.addServlet(context, "application", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.setMultipartConfigElement(new MultipartConfigElement(directory.toString()));
        context.addServletMappingDecoded("/", "application");
        tomcat.getConnector();
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }
}
