// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The application: says hello, takes an order, shows a page of 16 KiB. */
final class App extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.ISO_8859_1);

    private static final int ROWS = 16;
    private static final int ROW_BYTES = 1024;
    private static final byte[] PAGE = page();

    private static byte[] page() {
        StringBuilder page = new StringBuilder(ROWS * ROW_BYTES);
        for (int i = 1; i <= ROWS; i++) {
            page.append("<li><a href=\"http://internal.example.test/item/")
                    .append(i)
                    .append("\">item</a> ");
            page.append("x".repeat(i * ROW_BYTES - page.length() - 6)).append("</li>\n");
        }
        return page.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getRequestURI().equals("/page")) {
            response.setHeader("X-Backend", "10.0.0.7");
            answer(response, "text/html", PAGE);
            return;
        }
        if (request.getMethod().equals("POST")) {
            drain(request.getInputStream());
        }
        answer(response, "text/plain", HELLO);
    }

    private static void drain(InputStream body) throws IOException {
        byte[] buffer = new byte[1024];
        while (body.read(buffer) >= 0) {
            continue;
        }
    }

    private static void answer(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
