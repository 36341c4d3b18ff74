// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The application behind the filter in tests: says what it was asked. */
public final class EchoApp extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        if (path.startsWith("/app/async")) {
            async(request);
            return;
        }
        switch (path) {
            case "/app/fail" -> throw new ServletException("the application's own failure");
            case "/app/missing" -> response.sendError(404);
            case "/app/page" -> page(response);
            case "/app/stream" -> stream(response);
            default -> echo(request, response);
        }
    }

    private static void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setHeader("X-App", "yes");
        byte[] body = request.getInputStream().readAllBytes();
        StringBuilder text = new StringBuilder("app ")
                .append(request.getMethod())
                .append(' ')
                .append(request.getRequestURI())
                .append(" args=")
                .append(request.getQueryString())
                .append(" user=")
                .append(request.getHeader("X-User"))
                .append(" body=")
                .append(new String(body, StandardCharsets.ISO_8859_1))
                .append('\n');
        response.getOutputStream().write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void page(HttpServletResponse response) throws IOException {
        byte[] page = "0123456789abcdef".repeat(1024).getBytes(StandardCharsets.ISO_8859_1);
        response.setContentType("text/html");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }

    private static void stream(HttpServletResponse response) throws IOException {
        for (int i = 0; i < 3; i++) {
            response.getOutputStream().write(("part" + i + "\n").getBytes(StandardCharsets.ISO_8859_1));
            response.flushBuffer();
        }
    }

    private static void async(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                async.getResponse().setContentType("text/plain");
                async.getResponse().getOutputStream().write("async answer\n".getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }
}
