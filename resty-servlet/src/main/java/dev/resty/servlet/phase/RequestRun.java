// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.HttpResponse;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request in a generation, from its first phase to its last: what the filter holds on to. */
public final class RequestRun {

    private final Generation generation;
    private final PhaseEngine engine;
    private final AtomicBoolean ended = new AtomicBoolean();

    RequestRun(Generation generation, PhaseEngine engine) {
        this.generation = generation;
        this.engine = engine;
    }

    /** The request and its response. */
    public HttpExchange exchange() {
        return engine.exchange();
    }

    /**
     * Runs the phases up to the content; blocks until the response is complete or the application has gone
     * asynchronous.
     *
     * @throws IOException the application's own, or the response had to be cut off
     * @throws ServletException the application's own
     */
    public void run() throws IOException, ServletException {
        engine.run();
    }

    /** Goes on with the application in an asynchronous dispatch, and completes the response where that is its end. */
    public void resume(ServletRequest request, ServletResponse response, FilterChain application)
            throws IOException, ServletException {
        HttpResponse answer = engine.exchange().response();
        try {
            application.doFilter(request, response);
            if (!request.isAsyncStarted()) {
                ApplicationErrors.answer(engine);
            }
        } catch (IOException | ServletException | RuntimeException e) {
            if (!answer.abandoned() && !isAnswered(e)) {
                throw e;
            }
        }
        if (!request.isAsyncStarted()) {
            answer.finishAsync();
        }
    }

    private boolean isAnswered(Exception thrown) throws IOException {
        Outcome outcome = ApplicationErrors.answer(engine, thrown);
        if (outcome != null && outcome != Outcome.declined()) {
            engine.answerInstead(outcome);
        }
        return outcome != null;
    }

    /** Runs the log phase and counts the request out; does nothing the second time. Any thread may call it. */
    public void end() {
        if (ended.compareAndSet(false, true)) {
            try {
                engine.log();
            } finally {
                generation.leave();
            }
        }
    }
}
