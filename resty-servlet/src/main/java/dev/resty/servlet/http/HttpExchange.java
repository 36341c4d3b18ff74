// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Exchange;
import dev.resty.phase.Headers;
import dev.resty.phase.Phase;
import dev.resty.waf.Transaction;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchange over a servlet request and response. One a request; internal redirects keep it. Used by one thread at a
 * time.
 */
public final class HttpExchange implements Exchange {

    private static final byte[] NO_CHUNK = {};
    private static final int ID_BYTES = 16;
    private static final String WAF = Transaction.class.getName();

    private final HttpServletRequest request;
    private final HttpResponse response;
    private final RequestBody body;
    private final LongSupplier clock;
    private final long startMillis;
    private final RequestTarget target;
    private ExchangeSettings settings;
    private Phase phase = Phase.SERVER_REWRITE;
    private @Nullable Object scriptState;
    private String method;
    private String uri;
    private @Nullable String args;
    private boolean argsChanged;
    private boolean internal;
    private boolean closed;
    private @Nullable Headers headers;
    private @Nullable Map<String, Object> attributes;
    private @Nullable VariableValues variables;
    private @Nullable LastMatch lastMatch;
    private @Nullable String requestId;
    private String serverName = "";
    private byte[] chunk = NO_CHUNK;
    private boolean lastChunk;
    private @Nullable HttpServletRequest applicationRequest;
    private @Nullable IoListeners listeners;
    private @Nullable Transaction waf;
    private final @Nullable SubrequestState nested;
    private @Nullable Subrequests subrequests;

    /** Begins an exchange with what holds before a location is known. */
    public HttpExchange(HttpServletRequest request, HttpServletResponse response, ExchangeSettings settings) {
        this(request, response, settings, System::currentTimeMillis);
    }

    /**
     * Begins an exchange with a clock of its own.
     *
     * @param clock the wall clock in milliseconds since the epoch: what {@code $msec} and {@code $request_time} read
     */
    public HttpExchange(
            HttpServletRequest request, HttpServletResponse response, ExchangeSettings settings, LongSupplier clock) {
        this.request = request;
        this.settings = settings;
        this.clock = clock;
        this.startMillis = clock.getAsLong();
        this.method = request.getMethod();
        this.target = RequestTarget.of(request);
        this.args = target.query();
        this.uri = target.uri();
        this.response = new HttpResponse(this, response);
        this.body = new RequestBody(this);
        this.nested = null;
        if (RequestAsSent.hidesHost(request)) {
            this.headers = RequestAsSent.copyHeaders(request);
        }
        RequestCounts.begin();
    }

    /** Begins a subrequest's exchange: the request line is that of the client, the rest its own. */
    HttpExchange(HttpExchange parent, Subrequest asked, Headers fields) {
        this.request = new SubrequestMessage(parent.request);
        this.settings = parent.settings;
        this.clock = parent.clock;
        this.startMillis = clock.getAsLong();
        this.method = asked.method();
        this.target = parent.target;
        this.uri = asked.uri();
        this.args = asked.args();
        this.argsChanged = true;
        this.internal = true;
        this.serverName = parent.serverName;
        this.headers = fields;
        this.variables = parent.variablesFor(asked.variables());
        this.nested = SubrequestState.in(parent, parent.nested, parent.response.container());
        this.response = new HttpResponse(this, nested.captured());
        this.body = new RequestBody(this);
    }

    private @Nullable VariableValues variablesFor(Subrequest.VariableUse use) {
        return switch (use) {
            case OWN -> null;
            case COPIED -> variables == null ? null : variables.copy();
            case SHARED -> {
                VariableValues shared = values();
                shared.share();
                yield shared;
            }
        };
    }

    private VariableValues values() {
        if (variables == null) {
            variables = new VariableValues();
        }
        return variables;
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

    /** Ends the exchange, after the log phase: removes what the body has left on disk. Once is enough. */
    public void close() {
        if (!closed) {
            closed = true;
            body.close();
            if (nested == null) {
                RequestCounts.end();
            }
        }
    }

    /** Whether it is a subrequest. */
    public boolean isSubrequest() {
        return nested != null;
    }

    /** The request that the client has sent: this one, or the one that it is a subrequest of. */
    HttpExchange main() {
        return nested == null ? this : nested.main();
    }

    /**
     * The body that a subrequest was answered with.
     *
     * @throws IllegalStateException it is none
     */
    public byte[] capturedBody() {
        return nested().captured().body();
    }

    /**
     * Held by whoever has the container do something for a subrequest: all of a request share the container's request.
     *
     * @throws IllegalStateException it is no subrequest
     */
    public ReentrantLock turnAtContainer() {
        return nested().turnAtContainer();
    }

    private SubrequestState nested() {
        if (nested == null) {
            throw new IllegalStateException("not a subrequest");
        }
        return nested;
    }

    /** Whether it may have subrequests: not where it is nested in as many as nginx allows. */
    public boolean mayNest() {
        return nested == null || nested.nestable() > 0;
    }

    /** Who runs its subrequests; null where nothing does. */
    public @Nullable Subrequests subrequests() {
        return subrequests;
    }

    /** Sets who runs its subrequests: called by the pipeline. */
    public void subrequests(Subrequests subrequests) {
        this.subrequests = subrequests;
    }

    /** Whether the response has no body by the request's method: HEAD, whatever scripts have made of it since. */
    boolean wantsNoBody() {
        return nested == null ? request.getMethod().equals("HEAD") : method.equals("HEAD");
    }

    /**
     * Whether the request's path can't be decoded (broken percent-encoding, an encoded NUL, above the root): nginx
     * answers 400. {@link #uri} is the path as it was sent then.
     */
    public boolean malformed() {
        return target.malformed();
    }

    /** The request target as the client sent it, undecoded, a character a byte, with its query: {@code $request_uri}. */
    public String requestUri() {
        return target.whole();
    }

    /** When the request began, in milliseconds since the epoch. */
    public long startMillis() {
        return startMillis;
    }

    /** What the WAF knows of this request; null where it doesn't guard it, or not yet. */
    public @Nullable Transaction waf() {
        return waf;
    }

    /** Sets what the WAF knows: called by the pipeline. */
    public void waf(@Nullable Transaction transaction) {
        waf = transaction;
        if (transaction == null) {
            attributes().remove(WAF);
            request.removeAttribute(WAF);
        } else {
            attributes().put(WAF, transaction);
            request.setAttribute(WAF, transaction);
        }
    }

    /** The clock's reading now, in milliseconds since the epoch. */
    long nowMillis() {
        return clock.getAsLong();
    }

    /** The name of the server block that answers: {@code $server_name}; empty until the pipeline has set it. */
    public String serverName() {
        return serverName;
    }

    /** Sets the name of the server block that answers. */
    public void serverName(String serverName) {
        this.serverName = serverName;
    }

    /** 32 hexadecimal digits that are this request's own: {@code $request_id}. */
    public String requestId() {
        if (requestId == null) {
            byte[] bytes = new byte[ID_BYTES];
            ThreadLocalRandom.current().nextBytes(bytes);
            requestId = HexFormat.of().formatHex(bytes);
        }
        return requestId;
    }

    /** Whether it got to its present location by an internal redirect, {@code error_page} or a named location. */
    public boolean internal() {
        return internal;
    }

    /** Marks it as internally redirected. */
    public void internal(boolean internal) {
        this.internal = internal;
    }

    /**
     * Keeps the groups of the last regex match for {@code $1} and so on.
     *
     * @param subject what was searched, an ISO-8859-1 view
     * @param groups start and end of each group, as {@code Pattern.find} leaves them
     */
    public void captures(String subject, int[] groups) {
        lastMatch = new LastMatch(subject, groups);
    }

    /** A group of the last regex match; null where it took no part. */
    @Nullable String capture(int group) {
        return lastMatch == null ? null : lastMatch.group(group);
    }

    /** What the application behind the filter is given as its request: the changes of earlier phases are in it. */
    public HttpServletRequest applicationRequest() {
        if (applicationRequest == null && needsRequestWrapper()) {
            applicationRequest = new ApplicationRequest(this, request);
        }
        return applicationRequest == null ? request : applicationRequest;
    }

    private boolean needsRequestWrapper() {
        return headers != null
                || argsChanged
                || body.isRead()
                || uriChanged()
                || !method.equals(request.getMethod())
                || response.wrapsApplication()
                || (settings.maxBodySize() > 0
                        && request.getContentLengthLong() < 0
                        && RequestBody.mayHaveBody(request));
    }

    /** Whether path or arguments aren't those that the client sent: what nginx then sends on is encoded anew. */
    public boolean rewritten() {
        return argsChanged || uriChanged();
    }

    /** The request target as the client sent it, without the context path. */
    public String targetInContext() {
        return target.wholeInContext();
    }

    boolean uriChanged() {
        return !uri.equals(target.normal());
    }

    boolean argsChanged() {
        return argsChanged;
    }

    /** Who calls the application's read and write listeners. */
    IoListeners listeners() {
        if (listeners == null) {
            listeners = new IoListeners(request);
        }
        return listeners;
    }

    /** What the application is given as its response: what it writes passes the filters. */
    public HttpServletResponse applicationResponse() {
        return response.forApplication();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public void method(String method) {
        this.method = method;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public void uri(String uri) {
        this.uri = uri;
    }

    @Override
    public @Nullable String args() {
        return args;
    }

    @Override
    public void args(@Nullable String args) {
        this.args = args;
        argsChanged = true;
    }

    @Override
    public Headers requestHeaders() {
        if (headers == null) {
            headers = RequestAsSent.copyHeaders(request);
        }
        return headers;
    }

    /** A copy of the header fields as they are now. */
    Headers currentHeaders() {
        Headers now = headers;
        if (now == null) {
            return RequestAsSent.copyHeaders(request);
        }
        Headers copy = new Headers();
        for (int i = 0; i < now.size(); i++) {
            copy.add(now.name(i), now.value(i));
        }
        return copy;
    }

    /** The Host that the client has sent, whatever scripts have made of it since; null where it sent none. */
    public @Nullable String hostAsSent() {
        return RequestAsSent.host(request);
    }

    /** The header fields if anyone has asked for all of them, else null: the container's are what holds. */
    @Nullable Headers copiedHeaders() {
        return headers;
    }

    @Override
    public @Nullable String variable(String name) {
        String value = variables == null ? null : variables.get(name);
        if (value != null) {
            return value;
        }
        Function<Exchange, String> computation = settings.computed().get(name);
        if (computation != null) {
            String computed = computation.apply(this);
            values().put(name, computed);
            return computed;
        }
        if (settings.variables().contains(name) && !Variables.isBuiltIn(name)) {
            return variables == null || !variables.has(name) ? "" : null;
        }
        return Variables.read(this, name);
    }

    /**
     * Sets a variable.
     *
     * @param value null takes its value away: it reads as null then
     * @throws IllegalArgumentException with ngx_lua's text where there is no such variable, or it can't be changed
     */
    @Override
    public void variable(String name, @Nullable String value) {
        if (name.equals("args")) {
            args(value);
            return;
        }
        if (Variables.isBuiltIn(name)) {
            throw new IllegalArgumentException("variable \"" + name + "\" not changeable");
        }
        if (!settings.variables().contains(name)) {
            throw new IllegalArgumentException("variable \"" + name + "\" not found for writing; maybe it is a built-in"
                    + " variable that is not changeable or you forgot to use \"set $" + name
                    + " '';\" in the config file to define it first");
        }
        values().put(name, value);
    }

    @Override
    public byte[] requestBody() throws IOException {
        return body.bytes();
    }

    @Override
    public void requestBody(byte[] bytes) {
        body.replace(bytes);
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
        return chunk;
    }

    @Override
    public void chunk(byte[] chunk) {
        this.chunk = chunk;
    }

    @Override
    public boolean lastChunk() {
        return lastChunk;
    }

    /** In the body_filter phase: makes this chunk the last one ({@code ngx.arg[2] = true}), or says whether it is. */
    public void lastChunk(boolean last) {
        this.lastChunk = last;
    }

    @Override
    public Map<String, Object> attributes() {
        if (attributes == null) {
            attributes = new HashMap<>();
        }
        return attributes;
    }

    @Nullable Object attribute(String name) {
        return attributes == null ? null : attributes.get(name);
    }
}
