// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.http.ApplicationError;
import dev.resty.servlet.http.HttpExchange;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The application's errors where the WAF guards it: its page for them is called for here, while the page still passes the
 * filters, where {@code modsecurity_error_page} names it and rules look at bodies. Else it is the container's, which calls for
 * pages, or writes one, when the filters are gone.
 */
final class ApplicationErrors {

    private ApplicationErrors() {}

    /** Answers what the application has called for by {@code sendError}, if it has, and the page is to be looked at. */
    static void answer(PhaseEngine engine) throws IOException {
        ApplicationError error = engine.exchange().response().applicationError();
        if (error != null) {
            answer(engine, error);
        }
    }

    /**
     * What becomes of what the application threw.
     *
     * @return null where it is the container's; declined where it has been answered
     * @throws IOException a filter's
     */
    static @Nullable Outcome answer(PhaseEngine engine, Throwable thrown) throws IOException {
        HttpExchange exchange = engine.exchange();
        RequestWaf waf = engine.waf();
        LocationWaf guard = engine.location().waf();
        boolean containers = thrown instanceof IOException
                || thrown instanceof UnavailableException
                || thrown instanceof VirtualMachineError
                || exchange.response().sent();
        if (waf == null || guard == null || containers || exchange.isSubrequest()) {
            return null;
        }
        if (answer(engine, ApplicationError.of(thrown))) {
            engine.generation().errorLog().applicationFailure(thrown, exchange);
            return Outcome.declined();
        }
        exchange.status(500);
        exchange.responseHeaders().remove("Content-Type");
        exchange.responseHeaders().remove("Content-Length");
        Outcome outcome = waf.responseHeaders(guard);
        if (outcome == Outcome.declined()) {
            return null;
        }
        engine.generation().errorLog().applicationFailure(thrown, exchange);
        exchange.response().reset();
        return outcome;
    }

    private static boolean answer(PhaseEngine engine, ApplicationError error) throws IOException {
        HttpExchange exchange = engine.exchange();
        RequestWaf waf = engine.waf();
        LocationWaf guard = engine.location().waf();
        String page = guard == null ? null : guard.errorPage();
        if (page == null
                || waf == null
                || !waf.looksAtBodies()
                || exchange.response().headerOnly()) {
            return false;
        }
        try {
            return error.answer(exchange, page);
        } catch (ServletException | RuntimeException e) {
            engine.generation().errorLog().applicationFailure(e, exchange);
            return false;
        }
    }
}
