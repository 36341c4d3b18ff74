// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The response on its way: status and header fields until they are sent, then chunks of body, each through the filters
 * of the location. What phases write and what the application writes take the same way.
 */
public final class HttpResponse {

    HttpResponse(HttpExchange exchange, HttpServletResponse response) {}

    /** The filters that header fields and body pass; set when a location is chosen. */
    public void filters(ResponseFilters filters) {
        throw new IllegalStateException();
    }

    /** The status; 0 while nothing has set it. */
    public int status() {
        throw new IllegalStateException();
    }

    /** Sets the status; without effect once sent. */
    public void status(int status) {
        throw new IllegalStateException();
    }

    /** The header fields, in the order they will be sent. */
    public Headers headers() {
        throw new IllegalStateException();
    }

    /** Whether the header is sent: no filter will see it again. */
    public boolean sent() {
        throw new IllegalStateException();
    }

    /** Whether the response has come to its end. */
    public boolean finished() {
        throw new IllegalStateException();
    }

    /** Runs the header filters and sends status and header fields; does nothing the second time. */
    public void sendHeaders() throws IOException {
        throw new IllegalStateException();
    }

    /** Sends a chunk through the body filters, after the header. */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        throw new IllegalStateException();
    }

    /** Pushes what is buffered to the client. */
    public void flush() throws IOException {
        throw new IllegalStateException();
    }

    /** Sends the header where that is still to do, and the last, empty chunk through the body filters. */
    public void finish() throws IOException {
        throw new IllegalStateException();
    }

    /** Drops status, header fields and unsent body: another response begins, as for an error page. */
    public void reset() {
        throw new IllegalStateException();
    }

    /** How many bytes of body were handed to the container. */
    public long bodyBytesSent() {
        throw new IllegalStateException();
    }
}
