// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the filter in front of a web application that has a {@code /WEB-INF/resty.conf}, or names one with the context
 * parameter {@code resty.conf}. Other applications are left alone.
 */
public final class RestyInitializer implements ServletContainerInitializer {

    private static final String PARAMETER = "resty.conf";

    /** For the container. */
    public RestyInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        String conf = context.getInitParameter(PARAMETER);
        if (conf == null && context.getResourceAsStream(WebAppConfiguration.DEFAULT) == null) {
            return;
        }
        FilterRegistration.Dynamic registration = context.addFilter("resty", RestyFilter.class);
        if (registration == null) {
            return;
        }
        registration.setAsyncSupported(true);
        if (conf != null) {
            registration.setInitParameter("conf", conf);
        }
        registration.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR), false, "/*");
    }
}
