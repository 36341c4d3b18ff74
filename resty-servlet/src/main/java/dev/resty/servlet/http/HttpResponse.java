// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The response on its way: status and header fields until they are sent, then chunks of body, each through the filters
 * of the location. What phases write and what the application writes take the same way, except that an application
 * whose location filters nothing gets the container's own response.
 */
public final class HttpResponse {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final byte[] NOTHING = {};

    private final HttpExchange exchange;
    private final HttpServletResponse container;
    private final ContainerOutput output;
    private final BodyBytes body;
    private @Nullable ResponseFilters filters;
    private Headers headers = new Headers();
    private int status;
    private int errorStatus;
    private boolean application;
    private boolean passedOn;
    private boolean abandoned;
    private @Nullable ApplicationResponse filtered;
    private @Nullable CountingResponse counting;
    private boolean errorSent;
    private @Nullable String errorMessage;
    private boolean sending;
    private boolean sent;
    private boolean committed;
    private boolean finished;
    private boolean bodyCut;
    private long headerBytes;

    HttpResponse(HttpExchange exchange, HttpServletResponse response) {
        this.exchange = exchange;
        this.container = response;
        this.output = new ContainerOutput(response);
        this.body = new BodyBytes(output);
    }

    /** The container's response, or what stands for it. */
    HttpServletResponse container() {
        return container;
    }

    /** The filters that header fields and body pass; set when a location is chosen. */
    public void filters(ResponseFilters filters) {
        this.filters = filters;
    }

    /** The status; 0 while nothing has set it. */
    public int status() {
        if (passedOn) {
            return container.getStatus();
        }
        return errorStatus != 0 && !sent ? errorStatus : status;
    }

    /** Sets the status; without effect once sent. */
    public void status(int status) {
        if (passedOn) {
            container.setStatus(status);
        } else if (!sent) {
            this.status = status;
        }
    }

    /**
     * Keeps a status whatever status its answer sets: that of the error an {@code error_page} is for. 0 lifts it, as a
     * script does that sets {@code ngx.status}.
     */
    public void errorStatus(int status) {
        this.errorStatus = status;
    }

    /**
     * The header fields, in the order they will be sent. Once an application has been given the container's own
     * response, a copy of what the container has.
     */
    public Headers headers() {
        return passedOn ? containerHeaders() : headers;
    }

    private Headers containerHeaders() {
        Headers copy = new Headers();
        for (String name : container.getHeaderNames()) {
            for (String value : container.getHeaders(name)) {
                copy.add(name, value);
            }
        }
        if (!copy.contains("Content-Type") && container.getContentType() != null) {
            copy.add("Content-Type", container.getContentType());
        }
        return copy;
    }

    /** Whether the header is sent: no filter will see it again. */
    public boolean sent() {
        return passedOn ? container.isCommitted() : sent;
    }

    /** Whether the response has come to its end. */
    public boolean finished() {
        return finished;
    }

    /** Whether writing failed because the client is gone; what is written from then on is dropped. */
    public boolean clientGone() {
        return output.failed();
    }

    /** Whether status and fields are with the container: nothing else can be answered any more. */
    public boolean committed() {
        return container.isCommitted();
    }

    /** Gives this response up, because a filter failed: writing fails and nothing is sent until {@link #reset}. */
    public void abandon() {
        abandoned = true;
    }

    /**
     * Completes an application's asynchronous response: where a filter has failed, by what the filters answer then.
     *
     * @throws IOException where the client went away, or the response was begun and cannot be made good
     */
    public void finishAsync() throws IOException {
        try {
            finish();
        } catch (IOException e) {
            if (!abandoned) {
                throw e;
            }
        }
        if (abandoned) {
            filters().answerFailure(exchange);
        }
    }

    private void checkAbandoned() throws IOException {
        if (abandoned) {
            throw new IOException("the response was given up after a filter failed");
        }
    }

    /** Whether the response has no body whatever is written: {@code HEAD}, 204 and 304. */
    public boolean headerOnly() {
        int current = status();
        return current == NO_CONTENT || current == NOT_MODIFIED || exchange.wantsNoBody();
    }

    /**
     * Runs the header filters and sends status and header fields; does nothing the second time, nor while the header
     * filters run. With body filters the container gets the fields with the first bytes of body that don't fit its
     * buffer, so that {@code Content-Length} can be told.
     *
     * @throws IOException where the client went away
     */
    public void sendHeaders() throws IOException {
        checkAbandoned();
        if (sent || sending || passedOn) {
            return;
        }
        prepare();
        if (filters != null && filters.filtersHeaders()) {
            sending = true;
            try {
                filters.headers(exchange);
            } finally {
                sending = false;
            }
        }
        sent = true;
        if (errorSent) {
            commit(-1);
            sendError();
            return;
        }
        if (headerOnly() || !filtersBody()) {
            commit(-1);
        }
    }

    /** The container makes the body, perhaps by a dispatch to the application's error page. */
    private void sendError() throws IOException {
        if (errorMessage == null) {
            container.sendError(status);
        } else {
            container.sendError(status, errorMessage);
        }
    }

    private void prepare() {
        if (errorStatus != 0) {
            status = errorStatus;
        }
        if (status == 0) {
            status = HttpServletResponse.SC_OK;
        }
        if (errorSent) {
            headers.remove("Content-Type");
            headers.remove("Content-Length");
        }
        String defaultType = exchange.settings().defaultType();
        boolean typed = status != NO_CONTENT && status != NOT_MODIFIED;
        if (!application && typed && !defaultType.isEmpty() && !headers.contains("Content-Type")) {
            headers.set("Content-Type", defaultType);
        }
    }

    private boolean filtersBody() {
        return filters != null && filters.filtersBody();
    }

    /**
     * Hands status and fields to the container.
     *
     * @param length the length of the whole body where it is known for sure, else -1
     */
    private void commit(long length) {
        committed = true;
        if (status == NO_CONTENT) {
            headers.remove("Content-Type");
            headers.remove("Content-Length");
            headers.remove("Last-Modified");
        } else if (filtersBody() && !filters().keepsLength() && !headerOnly() && headers.contains("Content-Length")) {
            if (length >= 0) {
                headers.set("Content-Length", Long.toString(length));
            } else {
                headers.remove("Content-Length");
            }
        }
        body.announce(headers.get("Content-Length"));
        headerBytes = ResponseFields.write(status, headers, container);
    }

    /**
     * Sends a chunk through the body filters, after the header. Dropped where the response has no body, has come to its
     * end, or its client is gone.
     *
     * @throws IOException where the client went away; only the first time
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (passedOn) {
            body.emit(bytes, offset, length);
            return;
        }
        checkAbandoned();
        sendHeaders();
        if (length == 0 || finished || bodyCut || headerOnly()) {
            return;
        }
        if (!filtersBody()) {
            body.emit(bytes, offset, length);
            return;
        }
        boolean whole = offset == 0 && length == bytes.length;
        filter(whole ? bytes : Arrays.copyOfRange(bytes, offset, offset + length), false);
    }

    private void filter(byte[] chunk, boolean last) throws IOException {
        exchange.chunk(chunk);
        exchange.lastChunk(last);
        try {
            filters().body(exchange);
            bodyCut |= exchange.lastChunk();
            byte[] out = exchange.chunk();
            hold(out, exchange.lastChunk());
        } finally {
            exchange.chunk(NOTHING);
            exchange.lastChunk(false);
        }
    }

    private ResponseFilters filters() {
        if (filters == null) {
            throw new IllegalStateException("no filters");
        }
        return filters;
    }

    /** Keeps filtered bytes back while the fields are not committed and there is room. */
    private void hold(byte[] out, boolean last) throws IOException {
        if (committed) {
            body.emit(out, 0, out.length);
            return;
        }
        if (!last && body.held() + out.length <= container.getBufferSize()) {
            body.hold(out);
            return;
        }
        commit(last ? body.held() + out.length : -1);
        body.releaseHeld();
        body.emit(out, 0, out.length);
    }

    /**
     * Pushes what is buffered to the client, the header first.
     *
     * @throws IOException where the client went away; only the first time
     */
    public void flush() throws IOException {
        if (!passedOn) {
            sendHeaders();
            if (filters != null && filters.holdsBody()) {
                return;
            }
            if (!committed) {
                commit(-1);
            }
            body.releaseHeld();
        }
        output.flush();
    }

    /**
     * A script takes its worker: until {@link #release} or {@link #drain} nothing is written that could block on the
     * client, and flushing is put off.
     */
    public void hold() {
        output.hold();
    }

    /** The script has ended: what it has written goes to the client; may block. */
    public void release() {
        output.release();
    }

    /** Whether {@link #drain} has something to do. */
    public boolean isDrainDue() {
        return output.isDrainDue();
    }

    /**
     * A script waits, with its worker given up: what it has written goes to the client. May block; other light threads of
     * the script may write meanwhile.
     *
     * @param all whether to return only when everything has gone that was written
     */
    public void drain(boolean all) {
        output.drain(all);
    }

    /**
     * Sends the header where that is still to do, and the last, empty chunk through the body filters. What a phase has
     * written is then complete for the client; does nothing the second time.
     *
     * @throws IOException where the client went away
     */
    public void finish() throws IOException {
        if (finished || abandoned) {
            return;
        }
        if (passedOn) {
            finished = true;
            return;
        }
        if (filtered != null) {
            filtered.drain();
        }
        sendHeaders();
        finished = true;
        if (errorSent) {
            return;
        }
        if (filtersBody() && !headerOnly()) {
            if (!bodyCut) {
                filter(NOTHING, true);
            }
            if (!committed) {
                commit(body.held());
            }
            body.releaseHeld();
        }
        close();
    }

    private void close() throws IOException {
        if (!application) {
            output.close();
        }
    }

    /**
     * Drops status, header fields and unsent body: another response begins, as for an error page.
     *
     * @throws IllegalStateException where the header is on its way to the client
     */
    public void reset() {
        if (committed || passedOn) {
            container.reset();
        }
        headers = new Headers();
        status = 0;
        errorStatus = 0;
        body.reset();
        output.reset();
        application = false;
        filtered = null;
        counting = null;
        errorSent = false;
        errorMessage = null;
        passedOn = false;
        abandoned = false;
        sent = false;
        committed = false;
        finished = false;
        bodyCut = false;
        headerBytes = 0;
    }

    /**
     * How many bytes of body were handed to the container. Where an application writes past this response, because
     * nothing filters or counts, it is the length that it has announced, else 0.
     */
    public long bodyBytesSent() {
        if (!passedOn) {
            return body.sent();
        }
        if (exchange.wantsNoBody()) {
            return 0;
        }
        if (counting != null && counting.count() > 0) {
            return counting.count();
        }
        long length = BodyBytes.length(container.getHeader("Content-Length"));
        return length < 0 ? body.sent() : length;
    }

    /** About how many bytes status line and header fields are; 0 while they aren't sent. */
    long headerBytesSent() {
        return passedOn ? ResponseFields.size(containerHeaders()) : headerBytes;
    }

    /**
     * The application answers from here on.
     *
     * @return the container's own response where nothing filters, else one whose status, fields and body pass here
     */
    HttpServletResponse forApplication() {
        application = true;
        if (!filtersAnything()) {
            if (!passedOn) {
                ResponseFields.write(status, headers, container);
                passedOn = true;
            }
            return counts() ? counting() : container;
        }
        if (filtered == null) {
            filtered = new ApplicationResponse(exchange, this, container);
        }
        return filtered;
    }

    private CountingResponse counting() {
        if (counting == null) {
            counting = new CountingResponse(container);
        }
        return counting;
    }

    private boolean counts() {
        return filters != null && filters.countsBytes();
    }

    /** Whether the application is given a response other than the container's. */
    boolean wrapsApplication() {
        return filtersAnything() || counts();
    }

    boolean filtersAnything() {
        return filters != null && (filters.filtersBody() || filters.filtersHeaders());
    }

    /** The response comes from an upstream: it gets no content type that it doesn't have. */
    public void proxied() {
        application = true;
    }

    /** What the application has called for by {@code sendError}; null where it hasn't, or it is sent. */
    public @Nullable ApplicationError applicationError() {
        return errorSent && !sent ? new ApplicationError(status, errorMessage, null) : null;
    }

    /** Whether a filter has failed, so that {@link #finishAsync} answers something else. */
    public boolean abandoned() {
        return abandoned;
    }

    /** Answers by a page in the place of what the application has written; the header fields that it has set stay. */
    void answerBy(CapturedResponse page) throws IOException {
        errorSent = false;
        errorMessage = null;
        if (filtered != null) {
            filtered.discard();
        }
        status = page.getStatus();
        headers.remove("Content-Type");
        headers.remove("Content-Length");
        Headers fields = page.headers();
        for (int i = 0; i < fields.size(); i++) {
            headers.add(fields.name(i), fields.value(i));
        }
        byte[] body = page.body();
        write(body, 0, body.length);
    }

    /** The application calls for the container's error page: that is what {@link #finish} does. */
    void applicationError(int status, @Nullable String message) {
        status(status);
        errorMessage = message;
        errorSent = true;
    }
}
