// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** nginx's pages for what Jetty refuses before a request gets to the engine. */
final class NginxErrorPage extends ErrorHandler {

    private static final Map<Integer, String> TITLES = Map.of(
            400, "400 Bad Request",
            414, "414 Request-URI Too Large",
            431, "400 Request Header Or Cookie Too Large");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431) {
            response.setStatus(HttpStatus.BAD_REQUEST_400);
        }
        String title = TITLES.getOrDefault(status, status + " " + HttpStatus.getMessage(status));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html");
        response.getHeaders().put(new HttpField(HttpHeader.CONNECTION, "close"));
        response.write(true, ByteBuffer.wrap(page(title)), callback);
        return true;
    }

    private static byte[] page(String title) {
        String html = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                + "</h1></center>\r\n</body>\r\n</html>\r\n";
        return html.getBytes(StandardCharsets.US_ASCII);
    }
}
