// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.servlet.phase.RequestRun;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs nginx's phases around an application. To be mapped to {@code /*} for the dispatcher types REQUEST, ASYNC and
 * ERROR, with async support.
 *
 * <p>A filter that the container makes itself reads the init parameter {@code conf}: a path within the application such
 * as {@code /WEB-INF/resty.conf}, {@code classpath:resty.conf}, or a file.
 */
public final class RestyFilter implements Filter {

    private static final String RUN = RestyFilter.class.getName() + ".run";

    private final boolean ownsEngine;
    private @Nullable RestyEngine engine;

    /** For the container, which then calls {@link #init}. */
    public RestyFilter() {
        this.ownsEngine = true;
    }

    /**
     * A filter of an engine.
     *
     * @param engine is not closed with the filter
     */
    public RestyFilter(RestyEngine engine) {
        this.engine = engine;
        this.ownsEngine = false;
    }

    /** Begins the description of an engine. */
    public static RestyServletBuilder builder() {
        return new RestyServletBuilder();
    }

    /** The engine that it runs; null before {@link #init}. */
    public @Nullable RestyEngine engine() {
        return engine;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (engine != null) {
            return;
        }
        engine = WebAppConfiguration.engine(config.getServletContext(), config.getInitParameter("conf"));
        config.getServletContext().setAttribute(RestyEngine.class.getName(), engine);
    }

    @Override
    public void destroy() {
        RestyEngine closing = engine;
        if (ownsEngine && closing != null) {
            closing.close();
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RestyEngine running = engine;
        if (running == null
                || !(request instanceof HttpServletRequest httpRequest)
                || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        DispatcherType type = request.getDispatcherType();
        if (type == DispatcherType.REQUEST) {
            first(running, httpRequest, httpResponse, chain);
        } else if (type == DispatcherType.ASYNC && request.getAttribute(RUN) instanceof RequestRun run) {
            again(run, request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void first(
            RestyEngine engine, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestRun run = engine.begin(request, response, chain);
        boolean async = false;
        try {
            if (request.isAsyncSupported()) {
                request.setAttribute(RUN, run);
            }
            run.run();
            async = request.isAsyncStarted();
            if (async) {
                request.getAsyncContext().addListener(new EndListener(run));
            }
        } finally {
            if (!async) {
                run.end();
            }
        }
    }

    private static void again(RequestRun run, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean async = false;
        try {
            run.resume(request, response, chain);
            async = request.isAsyncStarted();
            if (async) {
                request.getAsyncContext().addListener(new EndListener(run));
            }
        } finally {
            if (!async) {
                run.end();
            }
        }
    }

    /** Ends a request when its asynchronous response is complete. */
    private record EndListener(RequestRun run) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            run.end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The container completes the response, or the application does; onComplete follows.
        }

        @Override
        public void onError(AsyncEvent event) {
            // As for a timeout.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
