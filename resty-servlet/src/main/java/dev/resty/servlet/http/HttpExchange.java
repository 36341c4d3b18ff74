// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Exchange;
import dev.resty.phase.Headers;
import dev.resty.phase.Phase;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exchange over a servlet request and response. One a request; internal redirects keep it. Used by one thread at a
 * time.
 */
public final class HttpExchange implements Exchange {

    private final HttpServletRequest request;
    private final HttpResponse response;
    private final RequestBody body;
    private ExchangeSettings settings;
    private Phase phase = Phase.SERVER_REWRITE;
    private @Nullable Object scriptState;

    /** Begins an exchange with what holds before a location is known. */
    public HttpExchange(HttpServletRequest request, HttpServletResponse response, ExchangeSettings settings) {
        this.request = request;
        this.settings = settings;
        this.response = new HttpResponse(this, response);
        this.body = new RequestBody(this);
    }

    /** The container's request, as it came. */
    public HttpServletRequest request() {
        return request;
    }

    /** The response: status, header fields, and the body's way through the filters. */
    public HttpResponse response() {
        return response;
    }

    /** The request's body: read once, kept in memory or a file, replaceable. */
    public RequestBody body() {
        return body;
    }

    /** What holds for the location that was chosen. */
    public ExchangeSettings settings() {
        return settings;
    }

    /** Sets what holds now: called when a location is chosen. */
    public void settings(ExchangeSettings settings) {
        this.settings = settings;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    /** Sets the phase: called by the pipeline. */
    public void phase(Phase phase) {
        this.phase = phase;
    }

    /** What the script side keeps for this request ({@code ngx.ctx} and such); null until it has set something. */
    public @Nullable Object scriptState() {
        return scriptState;
    }

    /** Sets what the script side keeps. */
    public void scriptState(@Nullable Object state) {
        this.scriptState = state;
    }

    /** The request target as the client sent it, undecoded, with its query string: {@code $request_uri}. */
    public String requestUri() {
        throw new IllegalStateException();
    }

    /** When the request began, in milliseconds since the epoch. */
    public long startMillis() {
        throw new IllegalStateException();
    }

    /** Whether it got to its present location by an internal redirect, {@code error_page} or a named location. */
    public boolean internal() {
        throw new IllegalStateException();
    }

    /** Marks it as internally redirected. */
    public void internal(boolean internal) {
        throw new IllegalStateException();
    }

    /**
     * Keeps the groups of the last regex match for {@code $1} and so on.
     *
     * @param subject what was searched, an ISO-8859-1 view
     * @param groups start and end of each group, as {@code Pattern.find} leaves them
     */
    public void captures(String subject, int[] groups) {
        throw new IllegalStateException();
    }

    /** What the application behind the filter is given as its request: the changes of earlier phases are in it. */
    public HttpServletRequest applicationRequest() {
        throw new IllegalStateException();
    }

    /** What the application is given as its response: what it writes passes the filters. */
    public HttpServletResponse applicationResponse() {
        throw new IllegalStateException();
    }

    @Override
    public String method() {
        throw new IllegalStateException();
    }

    @Override
    public void method(String method) {
        throw new IllegalStateException();
    }

    @Override
    public String uri() {
        throw new IllegalStateException();
    }

    @Override
    public void uri(String uri) {
        throw new IllegalStateException();
    }

    @Override
    public @Nullable String args() {
        throw new IllegalStateException();
    }

    @Override
    public void args(@Nullable String args) {
        throw new IllegalStateException();
    }

    @Override
    public Headers requestHeaders() {
        throw new IllegalStateException();
    }

    @Override
    public @Nullable String variable(String name) {
        throw new IllegalStateException();
    }

    @Override
    public void variable(String name, String value) {
        throw new IllegalStateException();
    }

    @Override
    public byte[] requestBody() throws IOException {
        throw new IllegalStateException();
    }

    @Override
    public void requestBody(byte[] bytes) {
        throw new IllegalStateException();
    }

    @Override
    public int status() {
        return response.status();
    }

    @Override
    public void status(int status) {
        response.status(status);
    }

    @Override
    public Headers responseHeaders() {
        return response.headers();
    }

    @Override
    public boolean headersSent() {
        return response.sent();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        response.write(bytes, 0, bytes.length);
    }

    @Override
    public byte[] chunk() {
        throw new IllegalStateException();
    }

    @Override
    public void chunk(byte[] chunk) {
        throw new IllegalStateException();
    }

    @Override
    public boolean lastChunk() {
        throw new IllegalStateException();
    }

    @Override
    public Map<String, Object> attributes() {
        return new HashMap<>();
    }
}
