// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.RequestPath;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** The default content: the application behind the filter. */
enum ApplicationContent implements ContentHandler {
    INSTANCE;

    @Override
    public Outcome answer(PhaseEngine engine) throws Exception {
        HttpServletRequest request = engine.exchange().applicationRequest();
        HttpServletResponse response = engine.exchange().applicationResponse();
        try {
            if (engine.exchange().isSubrequest()) {
                forward(engine.exchange(), request, response);
            } else {
                engine.application().doFilter(request, response);
            }
        } catch (IOException | ServletException | RuntimeException | Error e) {
            Outcome outcome = ApplicationErrors.answer(engine, e);
            if (outcome == null) {
                throw new ApplicationFailure(e);
            }
            if (outcome != Outcome.declined()) {
                return outcome;
            }
        }
        if (!request.isAsyncStarted()) {
            ApplicationErrors.answer(engine);
            engine.exchange().response().finish();
        }
        return Outcome.declined();
    }

    /** The filter chain is the request's own and can't be gone through twice: the container finds the servlet. */
    private static void forward(HttpExchange exchange, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String args = exchange.args();
        String path = RequestPath.escape(exchange.uri());
        RequestDispatcher servlet = request.getRequestDispatcher(args == null ? path : path + "?" + args);
        if (servlet == null) {
            exchange.status(404);
            return;
        }
        // The container's request is one for all subrequests, and not made for several threads.
        ReentrantLock turn = exchange.turnAtContainer();
        turn.lock();
        try {
            servlet.forward(request, response);
        } finally {
            turn.unlock();
        }
    }
}
