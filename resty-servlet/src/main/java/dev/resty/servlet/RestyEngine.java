// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.Resty;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.lua.BudgetBreaches;
import dev.resty.servlet.phase.Generation;
import dev.resty.servlet.phase.GenerationOptions;
import dev.resty.servlet.phase.RequestRun;
import dev.resty.waf.Waf;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/**
 * The phases at work, whatever brings requests to them: holds the present configuration and replaces it on a reload.
 * Made by {@link RestyServletBuilder}; safe for concurrent use.
 */
public final class RestyEngine implements AutoCloseable {

    private final GenerationOptions options;
    private final boolean ownsResty;
    private final RedisStore redis;
    private volatile Generation generation;
    private boolean closed;

    RestyEngine(Configuration configuration, GenerationOptions options, boolean ownsResty) {
        this.options = options;
        this.ownsResty = ownsResty;
        this.redis = new RedisStore(options.resty());
        this.generation = started(configuration);
    }

    private Generation started(Configuration configuration) {
        RedisStore.Change change = redis.change(configuration.redis());
        try {
            Generation next = new Generation(configuration, options);
            next.start();
            change.keep();
            return next;
        } catch (RuntimeException | Error e) {
            change.undo();
            throw e;
        }
    }

    /** The dicts and locks that scripts see, for Java code. */
    public Resty resty() {
        return options.resty();
    }

    /** How often scripts went beyond {@code lua_timeout} and the other limits since the engine was made. */
    public BudgetBreaches budgetBreaches() {
        return options.breaches();
    }

    /** The configuration that new requests meet. */
    public Configuration configuration() {
        return generation.configuration();
    }

    /**
     * Replaces the configuration: new requests meet the new one, requests in flight finish with the old one, whose
     * workers then retire. Shared dicts keep their contents, and the connections to Redis stay unless what is said of
     * them has changed.
     *
     * @throws ConfException where the new one can't be used; the old one stays
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized void reload(Configuration configuration) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        Generation previous = generation;
        generation = started(configuration);
        previous.whenEnded(redis::closeReplaced);
        previous.retire();
    }

    /** The WAF's rule sets that the present configuration has loaded: for figures, and to read them again. */
    public List<Waf> ruleSets() {
        return generation.ruleSets();
    }

    /** Opens the access logs anew where the next line goes, so that files can be moved away: log rotation. */
    public void reopenLogs() {
        generation.reopenLogs();
    }

    /** Begins a request. The caller runs it and must end it. */
    RequestRun begin(HttpServletRequest request, HttpServletResponse response, FilterChain application) {
        Generation present = generation;
        while (!present.enter()) {
            present = next(present);
        }
        try {
            return present.begin(request, response, application);
        } catch (RuntimeException | Error e) {
            present.leave();
            throw e;
        }
    }

    /** The generation that has taken over from a retired one. */
    private Generation next(Generation retired) {
        Generation present = generation;
        if (present == retired) {
            throw new IllegalStateException("closed");
        }
        return present;
    }

    /** Ends the workers, once the last request has ended: pending timers are told so, and exit_worker runs. */
    @Override
    public synchronized void close() {
        closed = true;
        generation.close();
        if (ownsResty) {
            options.resty().close();
        }
    }
}
