// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends what has no Content-Length in chunks, as nginx does, where Jetty would count a short response and add one, or end
 * a long one with the connection.
 */
final class ChunkedResponses extends Handler.Wrapper {

    ChunkedResponses(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean chunks = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && !HttpMethod.HEAD.is(request.getMethod());
        return super.handle(request, chunks ? new Chunked(request, response) : response, callback);
    }

    /** A response that asks for chunks when its header goes out. */
    private static final class Chunked extends Response.Wrapper {

        private final boolean closes;

        Chunked(Request request, Response response) {
            super(request, response);
            closes = request.getHeaders().contains(HttpHeader.EXPECT)
                    && request.getHeaders().contains(HttpHeader.CONNECTION, "close");
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (!isCommitted() && hasContent(getStatus())) {
                HttpFields.Mutable fields = getHeaders();
                // Jetty forgets that the client wants the connection closed when it has sent "100 Continue".
                if (closes && !fields.contains(HttpHeader.CONNECTION)) {
                    fields.put(HttpHeader.CONNECTION, "close");
                }
                if (!fields.contains(HttpHeader.CONTENT_LENGTH)) {
                    fields.put(HttpHeader.TRANSFER_ENCODING, "chunked");
                }
            }
            super.write(last, content, callback);
        }

        private static boolean hasContent(int status) {
            return status >= HttpStatus.OK_200
                    && status != HttpStatus.NO_CONTENT_204
                    && status != HttpStatus.NOT_MODIFIED_304;
        }
    }
}
