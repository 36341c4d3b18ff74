// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Headers;
import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.conf.WafExclusion;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.RequestAsSent;
import dev.resty.servlet.http.RequestBody;
import dev.resty.waf.EngineMode;
import dev.resty.waf.Interruption;
import dev.resty.waf.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through SecLang's phases. A transaction goes on through internal redirects and error pages; a location
 * with other rules begins another one. Once interrupted, a request runs no more rules but those of phase 5, so that its
 * error page is answered. Used by one thread at a time.
 */
final class RequestWaf {

    private static final byte[] NOTHING = {};
    private static final int CHUNK = 8192;
    private static final int MAX_ID = 128;
    private static final int CLOSE = 444;

    private final HttpExchange exchange;
    private final WafLog log;
    private @Nullable LocationWaf guard;
    private @Nullable Transaction transaction;
    private boolean interrupted;
    private boolean bodyDone;
    private boolean responseDone;
    private boolean watching;
    private boolean holding;
    private boolean checked;
    private @Nullable ByteArrayOutputStream held;

    RequestWaf(HttpExchange exchange, RequestLog errorLog) {
        this.exchange = exchange;
        this.log = new WafLog(exchange, errorLog);
    }

    /** Phase 1, where the location's rules haven't run it for this request. */
    Outcome requestHeaders(LocationWaf location) {
        LocationWaf present = guard;
        if (interrupted || present != null && present.goesOnWith(location)) {
            return Outcome.declined();
        }
        end();
        Transaction begun = begin(location);
        Interruption interruption = begun.processRequestHeaders();
        log.matches(begun, location);
        return outcome(interruption);
    }

    private Transaction begin(LocationWaf location) {
        Transaction begun = transaction(location);
        guard = location;
        transaction = begun;
        bodyDone = false;
        exchange.waf(begun);
        begun.logMatches(false);
        begun.connection(
                text(exchange.variable("remote_addr")),
                Math.max(0, exchange.request().getRemotePort()),
                text(exchange.variable("server_addr")),
                Math.max(0, exchange.request().getLocalPort()));
        begun.requestLine(
                exchange.request().getMethod(),
                exchange.requestUri(),
                exchange.request().getProtocol());
        RequestAsSent.headers(exchange, begun::addRequestHeader);
        for (WafExclusion exclusion : location.exclusions()) {
            if (exclusion.matches(exchange.uri())) {
                exclude(begun, exclusion);
            }
        }
        return begun;
    }

    private Transaction transaction(LocationWaf location) {
        Value value = location.transactionId();
        String id = value == null ? "" : printable(value.evaluate(exchange));
        return id.isEmpty() ? location.waf().newTransaction() : location.waf().newTransaction(id);
    }

    /** An id may come from the client. */
    private static String printable(String id) {
        StringBuilder text = new StringBuilder(Math.min(id.length(), MAX_ID));
        for (int i = 0; i < id.length() && i < MAX_ID; i++) {
            char c = id.charAt(i);
            text.append(c > ' ' && c < 0x7f ? c : '_');
        }
        return text.toString();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static void exclude(Transaction transaction, WafExclusion exclusion) {
        for (String ids : exclusion.rules()) {
            if (exclusion.targets().isEmpty()) {
                transaction.removeRule(ids);
            }
            for (String target : exclusion.targets()) {
                transaction.removeTarget(ids, target);
            }
        }
        for (String tag : exclusion.tags()) {
            if (exclusion.targets().isEmpty()) {
                transaction.removeRulesByTag(tag);
            }
            for (String target : exclusion.targets()) {
                transaction.removeTargetByTag(tag, target);
            }
        }
    }

    /**
     * Phase 2, once a transaction. The body is read before where the rules look at it, and stays readable.
     *
     * @throws IOException as {@link RequestBody#read}
     */
    Outcome requestBody(LocationWaf location) throws IOException {
        Transaction present = transaction;
        if (present == null || interrupted || bodyDone) {
            return Outcome.declined();
        }
        bodyDone = true;
        Interruption interruption = null;
        if (present.requestBodyAccess() && exchange.body().isPresent()) {
            exchange.body().read();
            interruption = append(present);
        }
        if (interruption == null) {
            interruption = present.processRequestBody();
        }
        log.matches(present, location);
        return outcome(interruption);
    }

    private @Nullable Interruption append(Transaction present) throws IOException {
        byte[] data = exchange.body().data();
        if (data != null) {
            return present.appendRequestBody(data, 0, data.length);
        }
        try (InputStream body = exchange.body().stream()) {
            byte[] chunk = new byte[CHUNK];
            for (int read = body.read(chunk); read > 0; read = body.read(chunk)) {
                Interruption interruption = present.appendRequestBody(chunk, 0, read);
                if (interruption != null) {
                    return interruption;
                }
            }
        }
        return null;
    }

    /** Whether there is a transaction that is to see each response's header. */
    boolean watchesHeaders() {
        return transaction != null && !interrupted;
    }

    /** Whether rules may look at the body of a response that isn't sent yet. */
    boolean looksAtBodies() {
        Transaction present = transaction;
        return present != null && !interrupted && !responseDone && present.looksAtResponseBodies();
    }

    /** Whether the response's body passes here; known after {@link #responseHeaders}. */
    boolean watchesBody() {
        return watching;
    }

    /** Whether the response's body is kept back at present. */
    boolean holdsBody() {
        return holding;
    }

    /**
     * Phase 3; and phase 4, where there is no body to look at. Only the first response of a request is looked at: another
     * one takes its place because it failed.
     *
     * @return declined where the response may be sent
     */
    Outcome responseHeaders(LocationWaf location) {
        watching = false;
        holding = false;
        held = null;
        Transaction present = transaction;
        if (present == null || interrupted || responseDone) {
            return Outcome.declined();
        }
        responseDone = true;
        Headers headers = exchange.responseHeaders();
        for (int i = 0; i < headers.size(); i++) {
            present.addResponseHeader(headers.name(i), headers.value(i));
        }
        int status = exchange.status();
        Interruption interruption =
                present.processResponseHeaders(status, exchange.request().getProtocol());
        if (interruption == null) {
            boolean bodiless = exchange.response().headerOnly() || status < 200;
            if (bodiless || !present.responseBodyAccess()) {
                interruption = present.processResponseBody();
            } else {
                watching = true;
                holding = present.mode() == EngineMode.ON;
            }
        }
        log.matches(present, location);
        return outcome(interruption);
    }

    /**
     * Takes the chunk that the exchange holds, and gives it back, with those before it, when phase 4 has passed them.
     *
     * @return declined where the response may go on
     */
    Outcome responseBody(LocationWaf location) {
        Transaction present = transaction;
        byte[] chunk = exchange.chunk();
        if (present == null || interrupted || !watching || checked) {
            return Outcome.declined();
        }
        Interruption interruption = chunk.length == 0 ? null : present.appendResponseBody(chunk, 0, chunk.length);
        boolean complete = exchange.lastChunk() || present.responseBodyLimitReached();
        if (interruption == null && complete) {
            interruption = present.processResponseBody();
        }
        if (interruption != null || complete) {
            log.matches(present, location);
        }
        if (interruption == null && holding) {
            hold(chunk, complete);
        }
        checked |= complete;
        return outcome(interruption);
    }

    private void hold(byte[] chunk, boolean complete) {
        ByteArrayOutputStream before = held;
        if (!complete) {
            if (before == null) {
                before = new ByteArrayOutputStream(Math.max(CHUNK, chunk.length));
                held = before;
            }
            before.writeBytes(chunk);
            exchange.chunk(NOTHING);
            return;
        }
        holding = false;
        if (before != null) {
            before.writeBytes(chunk);
            exchange.chunk(before.toByteArray());
            held = null;
        }
    }

    private Outcome outcome(@Nullable Interruption interruption) {
        if (interruption == null) {
            return Outcome.declined();
        }
        interrupted = true;
        held = null;
        watching = false;
        holding = false;
        String location = interruption.location();
        return switch (interruption.action()) {
            case DROP -> Outcome.exit(CLOSE);
            case REDIRECT -> Outcome.redirect(text(location), redirectStatus(interruption.status()));
            case DENY -> Outcome.exit(interruption.status() < 200 ? 403 : interruption.status());
        };
    }

    private static int redirectStatus(int status) {
        return status == 301 || status == 303 || status == 307 || status == 308 ? status : 302;
    }

    /** Phase 5. */
    void log() {
        Transaction present = transaction;
        LocationWaf location = guard;
        if (present != null && location != null) {
            present.processLogging();
            log.matches(present, location);
        }
    }

    /** Ends the transaction. */
    void end() {
        Transaction present = transaction;
        if (present != null) {
            log();
            transaction = null;
            present.close();
        }
    }
}
