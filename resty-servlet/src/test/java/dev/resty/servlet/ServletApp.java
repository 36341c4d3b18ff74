// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** An application that uses what the servlet API offers. */
final class ServletApp extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            write(response, "target of INCLUDE");
            return;
        }
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (path.startsWith("/async/")) {
            async(path.substring("/async/".length()), request, response);
            return;
        }
        if (path.startsWith("/throw/")) {
            fail(path.substring("/throw/".length()), response);
            return;
        }
        switch (path) {
            case "/stream" -> write(response, "stream ".repeat(3000));
            case "/writer" -> writer(response);
            case "/reset" -> reset(response);
            case "/forward" -> request.getRequestDispatcher("/target").forward(request, response);
            case "/include" -> include(request, response);
            case "/cached" -> cached(response);
            case "/error/404" -> response.sendError(404);
            case "/error/503" -> response.sendError(503, "busy");
            default -> write(response, "target of " + request.getDispatcherType());
        }
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writer(HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        PrintWriter writer = response.getWriter();
        writer.print("w\u00fcrfel ");
        writer.append('\u20ac').write("\ud83d\ude00\n".toCharArray());
        writer.println("line");
    }

    private static void reset(HttpServletResponse response) throws IOException {
        response.getWriter().print("first, which nobody sees");
        response.reset();
        response.setStatus(202);
        write(response, "second");
    }

    private static void include(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        write(response, "before ");
        request.getRequestDispatcher("/target").include(request, response);
        write(response, " after");
    }

    private static void fail(String how, HttpServletResponse response) throws ServletException, IOException {
        switch (how) {
            case "io" -> throw new IOException("the application's own");
            case "servlet" -> throw new ServletException("the application's own");
            case "error" -> throw new StackOverflowError("the application's own");
            case "late" -> {
                write(response, "begun");
                response.flushBuffer();
                throw new IllegalStateException("too late");
            }
            default -> throw new IllegalStateException("the application's own");
        }
    }

    private static void async(String how, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            write(response, "dispatched ASYNC");
            return;
        }
        switch (how) {
            case "at-once" -> {
                AsyncContext async = request.startAsync();
                response.setStatus(201);
                write(response, "at once");
                async.complete();
            }
            case "dispatch" -> request.startAsync().dispatch();
            case "elsewhere" -> request.startAsync().dispatch("/target");
            case "timeout" -> timeout(request.startAsync());
            case "wrapped" ->
                later(
                        request.startAsync(
                                new HttpServletRequestWrapper(request), new HttpServletResponseWrapper(response)),
                        200,
                        "wrapped async");
            default -> later(request.startAsync(), 201, "async complete");
        }
    }

    private static void later(AsyncContext async, int status, String text) {
        async.start(() -> {
            try {
                HttpServletResponse response = (HttpServletResponse) async.getResponse();
                response.setStatus(status);
                write(response, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }

    private static void timeout(AsyncContext async) {
        async.setTimeout(100);
        async.addListener(new AsyncListener() {
            @Override
            public void onTimeout(AsyncEvent event) throws IOException {
                HttpServletResponse response =
                        (HttpServletResponse) event.getAsyncContext().getResponse();
                response.setStatus(504);
                write(response, "timed out");
                async.complete();
            }

            @Override
            public void onComplete(AsyncEvent event) {
                // Nothing is left to do.
            }

            @Override
            public void onError(AsyncEvent event) {
                // The container answers.
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
                // It starts once.
            }
        });
    }

    /** As Spring's ContentCachingResponseWrapper: keeps the body, then sends it with its length. */
    private static void cached(HttpServletResponse response) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        HttpServletResponse wrapper = new HttpServletResponseWrapper(response) {
            @Override
            public ServletOutputStream getOutputStream() {
                return new KeptOutput(kept);
            }
        };
        write(wrapper, "cached ");
        write(wrapper, "body");
        response.setContentLength(kept.size());
        kept.writeTo(response.getOutputStream());
        response.flushBuffer();
    }

    private static final class KeptOutput extends ServletOutputStream {

        private final ByteArrayOutputStream kept;

        KeptOutput(ByteArrayOutputStream kept) {
            this.kept = kept;
        }

        @Override
        public void write(int b) {
            kept.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("not asynchronous");
        }
    }
}
