// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the configuration of a web application that declares the filter without code. */
final class WebAppConfiguration {

    /** Where a web application's configuration is unless it says otherwise. */
    static final String DEFAULT = "/WEB-INF/resty.conf";

    private WebAppConfiguration() {}

    /**
     * An engine for a web application.
     *
     * @param conf where its configuration is; null for the default
     * @throws ServletException where there is none
     */
    static RestyEngine engine(ServletContext context, @Nullable String conf) throws ServletException {
        RestyServletBuilder builder = new RestyServletBuilder().classLoader(context.getClassLoader());
        String webInf = context.getRealPath("/WEB-INF");
        if (webInf != null) {
            builder.prefix(Path.of(webInf));
        }
        return builder.conf(source(context, conf == null ? DEFAULT : conf)).build();
    }

    private static ConfSource source(ServletContext context, String conf) throws ServletException {
        if (conf.startsWith("classpath:")) {
            return ConfSource.classpath(conf, context.getClassLoader());
        }
        try (InputStream resource = conf.startsWith("/") ? context.getResourceAsStream(conf) : null) {
            if (resource != null) {
                String real = context.getRealPath(conf);
                return real != null
                        ? ConfSource.file(Path.of(real))
                        : ConfSource.text(conf, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
            }
            return ConfSource.file(Path.of(conf));
        } catch (IOException e) {
            throw new ServletException("can't read the configuration \"" + conf + "\"", e);
        }
    }
}
