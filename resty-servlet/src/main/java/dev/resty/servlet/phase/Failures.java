// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.phase.PayloadTooLargeException;
import dev.resty.servlet.http.HttpExchange;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** What becomes of an exception or error on the way through the phases: it is logged and answered, or it is the container's. */
final class Failures {

    private Failures() {}

    /**
     * What is to be answered in a failed phase's place.
     *
     * @throws ResponseAborted a script of ours failed after its response had begun
     * @throws IOException the application's own, or of a response that had begun
     * @throws ServletException the application's own
     */
    static Outcome outcome(Throwable error, HttpExchange exchange, RequestLog log)
            throws IOException, ServletException {
        if (error instanceof ApplicationFailure failure) {
            return ofApplication(failure, exchange, log);
        }
        if (error instanceof PayloadTooLargeException) {
            log.error(error.getMessage(), exchange);
            return Outcome.exit(413);
        }
        if (error instanceof IOException io) {
            boolean gone = exchange.response().clientGone();
            if (!gone && exchange.headersSent()) {
                throw io;
            }
            log.info("client prematurely closed connection: " + error.getMessage(), exchange);
            return gone ? Outcome.declined() : Outcome.exit(400);
        }
        log.failure(error, exchange);
        if (exchange.headersSent()) {
            throw aborted(exchange);
        }
        return Outcome.exit(error instanceof LuaLoadException missing ? missing.status() : 500);
    }

    private static Outcome ofApplication(ApplicationFailure failure, HttpExchange exchange, RequestLog log)
            throws IOException, ServletException {
        PayloadTooLargeException tooLarge = failure.tooLarge();
        if (tooLarge != null && !exchange.headersSent()) {
            log.error(tooLarge.getMessage(), exchange);
            exchange.response().reset();
            return Outcome.exit(413);
        }
        if (!exchange.headersSent()) {
            exchange.status(500);
        }
        throw failure.rethrow();
    }

    /** Cuts the response off after what the script has written so far. */
    private static ResponseAborted aborted(HttpExchange exchange) {
        ResponseAborted aborted = new ResponseAborted();
        try {
            exchange.response().flush();
        } catch (IOException e) {
            aborted.addSuppressed(e);
        }
        return aborted;
    }
}
