// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The servlet contract on Jetty. */
class JettyServletTest extends ServletContract {

    @Override
    protected TestHost host(RestyEngine engine, HttpServlet application) throws Exception {
        return new JettyHost(engine, application);
    }

    /** Jetty, unlike Tomcat, lets them in; what isn't UTF-8 it replaces before anyone sees it. */
    @Test
    void bytesBeyondAsciiInTheTarget_reachVariablesAndUpstreamsAsTheyWereSent() throws Exception {
        String euro = "\u00e2\u0082\u00ac";
        String accent = "\u00c3\u00a9";
        String target = "/up/" + accent + euro + "?" + euro + "=" + accent;
        try (ServerSocket upstream = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start(
                    "location / { content_by_lua_block { ngx.print(ngx.var.request_uri, ' ', ngx.var.uri) } } "
                            + "location /up/ { proxy_pass http://127.0.0.1:" + upstream.getLocalPort() + "; }",
                    new ServletApp());
            CompletableFuture<String> head = CompletableFuture.supplyAsync(() -> answerOnce(upstream));

            assertThat(get(target).status()).as("%s", log.entries()).isEqualTo(204);
            assertThat(head.get()).startsWith("GET " + target + " HTTP/1.1\r\n");
        }
        assertThat(get("/" + euro + "?" + accent).text()).isEqualTo("/" + euro + "?" + accent + " /" + euro);
    }

    private static String answerOnce(ServerSocket upstream) {
        try (Socket socket = upstream.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
