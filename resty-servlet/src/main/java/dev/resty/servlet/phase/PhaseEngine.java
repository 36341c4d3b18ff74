// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.conf.LocationConf.AccessRule;
import dev.resty.servlet.conf.LocationConf.ErrorPage;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.Subrequests;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.Ngx;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the phases, internal redirects and error pages included: what nginx calls its phase engine.
 * Used by one thread at a time.
 *
 * @see <a href="https://nginx.org/en/docs/dev/development_guide.html#http_phases">HTTP phases</a>
 */
final class PhaseEngine implements Subrequests {

    /** nginx's limit of rewrites and internal redirects in one request. */
    private static final int URI_CHANGES = 10;

    /** ngx.HTTP_CLOSE. */
    private static final int CLOSE = 444;

    private final Generation generation;
    private final HttpExchange exchange;
    private final FilterChain application;
    private final Server server;
    private Location location;
    private final @Nullable PhaseEngine parent;
    private @Nullable Worker worker;
    private int uriChanges = URI_CHANGES;
    private boolean inErrorPage;
    private boolean filtersFailed;
    private @Nullable Outcome refusal;
    private @Nullable RequestWaf waf;

    PhaseEngine(Generation generation, HttpExchange exchange, Server server, FilterChain application) {
        this(generation, exchange, server, application, null);
    }

    private PhaseEngine(
            Generation generation,
            HttpExchange exchange,
            Server server,
            FilterChain application,
            @Nullable PhaseEngine parent) {
        this.generation = generation;
        this.exchange = exchange;
        this.server = server;
        this.application = application;
        this.location = server.root();
        this.parent = parent;
        exchange.serverName(server.name());
        exchange.subrequests(this);
        enter(server.root());
    }

    HttpExchange exchange() {
        return exchange;
    }

    Generation generation() {
        return generation;
    }

    Location location() {
        return location;
    }

    FilterChain application() {
        return application;
    }

    /** The worker of the request: one for all its phases and subrequests, chosen when the first Lua code runs. */
    Worker worker() {
        if (parent != null) {
            return parent.worker();
        }
        Worker chosen = worker;
        if (chosen == null) {
            chosen = generation.workerFor(location);
            worker = chosen;
        }
        return chosen;
    }

    /**
     * Runs every phase up to the response's end; the log phase is the caller's to run.
     *
     * @throws IOException the client went away, or the application's own
     * @throws ServletException the application's own
     */
    void run() throws IOException, ServletException {
        Outcome outcome = Outcome.declined();
        boolean begun = false;
        do {
            try {
                outcome = begun ? follow(outcome) : begin();
            } catch (Exception | Error e) {
                outcome = refusal == null ? Failures.outcome(e, exchange, generation.errorLog()) : Outcome.declined();
            }
            begun = true;
            if (refusal != null) {
                outcome = afterRefusal(refusal);
            }
        } while (!(outcome instanceof Outcome.Declined));
    }

    @Override
    public void run(HttpExchange subrequest) {
        try {
            new PhaseEngine(generation, subrequest, server, application, this).run();
        } catch (IOException | ServletException | RuntimeException | Error e) {
            generation.errorLog().failure(e, subrequest);
            if (!subrequest.headersSent()) {
                subrequest.status(500);
            }
        } finally {
            Ngx.end(subrequest);
            subrequest.close();
        }
    }

    private Outcome begin() throws Exception {
        return exchange.malformed() ? Outcome.exit(400) : fromServerRewrite();
    }

    private Outcome follow(Outcome outcome) throws Exception {
        if (outcome instanceof Outcome.Exec exec) {
            return internalRedirect(exec.uri(), exec.args());
        }
        if (outcome == Outcome.relocate()) {
            return fromFindLocation();
        }
        if (outcome instanceof Outcome.Redirect redirect) {
            exchange.responseHeaders().set("Location", redirect.location());
            return end(redirect.status());
        }
        return end(((Outcome.Exit) outcome).status());
    }

    private Outcome fromServerRewrite() throws Exception {
        enter(server.root());
        RewriteProgram.Result result = rewriteDirectives(server.steps());
        if (result.outcome() != Outcome.declined()) {
            return result.outcome();
        }
        Outcome outcome = phase(Phase.SERVER_REWRITE, server.serverRewrite());
        return outcome == Outcome.declined() || outcome == Outcome.relocate() ? fromFindLocation() : outcome;
    }

    private Outcome fromFindLocation() throws Exception {
        while (true) {
            Location found = server.locations().find(exchange.uri(), exchange);
            enter(found == null ? server.root() : found);
            exchange.body().checkLength();
            if (location.conf().settings().internal() && !exchange.internal()) {
                return Outcome.exit(404);
            }
            Outcome guarded = wafRequestHeaders();
            if (guarded != Outcome.declined()) {
                return guarded;
            }
            Outcome slash = TrailingSlash.redirect(this, server.locations());
            if (slash != null) {
                return slash;
            }
            RewriteProgram.Result result = rewrite();
            if (result.outcome() != Outcome.declined()) {
                return result.outcome();
            }
            if (!result.newLocation()) {
                return fromAccess();
            }
            if (--uriChanges < 0) {
                return cycle();
            }
        }
    }

    /** The rewrite phase of the present location. */
    private RewriteProgram.Result rewrite() throws Exception {
        RewriteProgram.Result result = rewriteDirectives(location.steps());
        if (result.outcome() != Outcome.declined() || result.newLocation()) {
            return result;
        }
        Outcome outcome = phase(Phase.REWRITE, location.code().rewrite());
        return outcome == Outcome.relocate()
                ? RewriteProgram.Result.NEW_LOCATION
                : new RewriteProgram.Result(outcome, false, null);
    }

    private RewriteProgram.Result rewriteDirectives(RewriteProgram program) throws Exception {
        if (program.isEmpty()) {
            return RewriteProgram.Result.NOTHING;
        }
        RewriteProgram.Result result = program.run(this);
        Location inside = result.inside();
        if (inside != null) {
            enter(inside);
        }
        return result;
    }

    /** From the access phase on, which subrequests don't have: their request has been let in. */
    private Outcome fromAccess() throws Exception {
        Outcome outcome = wafRequestBody();
        if (outcome == Outcome.declined() && parent == null) {
            outcome = access();
        }
        if (outcome == Outcome.declined()) {
            outcome = phase(Phase.PRECONTENT, location.code().precontent());
        }
        TryFiles tryFiles = location.tryFiles();
        if (outcome == Outcome.declined() && tryFiles != null) {
            outcome = tryFiles.run(exchange);
        }
        if (outcome != Outcome.declined()) {
            return outcome;
        }
        exchange.phase(Phase.CONTENT);
        return location.content().answer(this);
    }

    /** {@code allow} and {@code deny}, then the access phase's code; with {@code satisfy any} one of them is enough. */
    private Outcome access() throws Exception {
        List<AccessRule> rules = location.conf().settings().accessRules();
        List<PhaseCode> code = location.code().access();
        if (rules.isEmpty()) {
            return phase(Phase.ACCESS, code);
        }
        boolean any = location.conf().settings().satisfyAny();
        if (AccessRules.allow(rules, exchange)) {
            return any ? Outcome.declined() : phase(Phase.ACCESS, code);
        }
        if (any && !code.isEmpty()) {
            return phase(Phase.ACCESS, code);
        }
        generation.errorLog().error("access forbidden by rule", exchange);
        return Outcome.exit(403);
    }

    /** Runs a phase's code until some of it has an outcome, or has answered by itself. */
    private Outcome phase(Phase phase, List<PhaseCode> code) throws Exception {
        for (int i = 0; i < code.size(); i++) {
            needBody();
            Outcome outcome = code.get(i).run(this, phase);
            if (outcome != Outcome.declined()) {
                return outcome;
            }
            if (exchange.headersSent()) {
                return Outcome.exit(0);
            }
        }
        return Outcome.declined();
    }

    /** Reads the body before a phase's code where {@code lua_need_request_body} wants it. */
    void needBody() throws IOException {
        if (location.conf().settings().luaNeedRequestBody()) {
            exchange.body().read();
        }
    }

    private Outcome internalRedirect(String uri, @Nullable String args) throws Exception {
        if (exchange.headersSent()) {
            return end(0);
        }
        if (--uriChanges < 0) {
            return cycle();
        }
        exchange.internal(true);
        Ngx.internalRedirect(exchange);
        if (uri.startsWith("@")) {
            return namedLocation(uri);
        }
        exchange.uri(uri);
        exchange.args(args);
        return fromServerRewrite();
    }

    private Outcome namedLocation(String name) throws Exception {
        Location named = server.locations().named(name);
        if (named == null) {
            generation.errorLog().error("could not find named location \"" + name + "\"", exchange);
            return Outcome.exit(500);
        }
        enter(named);
        Outcome guarded = wafRequestHeaders();
        if (guarded != Outcome.declined()) {
            return guarded;
        }
        RewriteProgram.Result result = rewrite();
        if (result.outcome() != Outcome.declined()) {
            return result.outcome();
        }
        return result.newLocation() ? fromFindLocation() : fromAccess();
    }

    /** SecLang's phase 1, before the location's own code. */
    private Outcome wafRequestHeaders() {
        LocationWaf guard = location.waf();
        if (guard == null || parent != null) {
            return Outcome.declined();
        }
        RequestWaf present = waf;
        if (present == null) {
            present = new RequestWaf(exchange, generation.errorLog());
            waf = present;
        }
        return interrupted(present.requestHeaders(guard));
    }

    /** SecLang's phase 2, before {@code allow}, {@code deny} and the access phase. */
    private Outcome wafRequestBody() throws IOException {
        LocationWaf guard = location.waf();
        RequestWaf present = waf;
        return guard == null || present == null ? Outcome.declined() : interrupted(present.requestBody(guard));
    }

    /** A response that stands for a connection's end is the connection's last one. */
    private Outcome interrupted(Outcome outcome) {
        if (outcome instanceof Outcome.Exit exit && exit.status() == CLOSE) {
            exchange.responseHeaders().set("Connection", "close");
        }
        return outcome;
    }

    /** What the WAF does in this request; null where no location of it has one. */
    @Nullable RequestWaf waf() {
        return waf;
    }

    private Outcome cycle() {
        generation
                .errorLog()
                .error("rewrite or internal redirection cycle while processing \"" + exchange.uri() + "\"", exchange);
        return Outcome.exit(500);
    }

    private void enter(Location chosen) {
        location = chosen;
        exchange.settings(chosen.settings());
        exchange.response().filters(filtersFailed ? NoFilters.INSTANCE : new LocationFilters(this, chosen));
    }

    /** Notes that a filter has failed: it is logged here, and nothing more of the response is sent. */
    FilterFailure filterFailed(Throwable error) {
        generation.errorLog().failure(error, exchange);
        return filterRefused(500);
    }

    /** Notes that a filter wants a status's page in the response's place. */
    FilterFailure filterRefused(int status) {
        filtersFailed = true;
        return refuse(Outcome.exit(status));
    }

    /** Notes that something else is to be answered than the response that is being sent. */
    FilterFailure refuse(Outcome instead) {
        answerInstead(instead);
        return new FilterFailure();
    }

    /** Gives the present response up: something else is answered at its end. */
    void answerInstead(Outcome instead) {
        refusal = instead;
        exchange.response().abandon();
    }

    /** Answers in the place of an asynchronous response whose filter has failed; error pages are not for those. */
    void answerFilterFailure() throws IOException {
        Outcome instead = refusal;
        if (instead == null) {
            return;
        }
        Outcome answer = afterRefusal(instead);
        if (answer instanceof Outcome.Redirect redirect) {
            exchange.responseHeaders().set("Location", redirect.location());
            SpecialResponse.send(exchange, redirect.status());
        } else if (answer instanceof Outcome.Exit exit) {
            SpecialResponse.send(exchange, exit.status());
        }
    }

    /** What answers after a filter's failure passes no filters, or it would fail again. */
    private Outcome afterRefusal(Outcome instead) throws ResponseAborted {
        refusal = null;
        if (exchange.response().committed()) {
            throw new ResponseAborted();
        }
        exchange.response().reset();
        if (filtersFailed) {
            exchange.response().filters(NoFilters.INSTANCE);
        }
        return interrupted(instead);
    }

    /** Ends the request with a status: as it is when the response has begun, else by an error page. */
    private Outcome end(int status) throws Exception {
        if (exchange.headersSent() || status == 0) {
            exchange.response().finish();
            return Outcome.declined();
        }
        if (parent != null) {
            SpecialResponse.withoutPage(exchange, status);
            return Outcome.declined();
        }
        if (status < 300) {
            exchange.status(status);
            exchange.response().finish();
            return Outcome.declined();
        }
        ErrorPage page = errorPage(status);
        if (page == null) {
            SpecialResponse.send(exchange, status);
            return Outcome.declined();
        }
        return errorPage(page, status);
    }

    private @Nullable ErrorPage errorPage(int status) {
        if (parent != null) {
            return null;
        }
        boolean cycled = uriChanges < 0;
        if (cycled || inErrorPage && !location.conf().settings().recursiveErrorPages()) {
            return null;
        }
        return ErrorPages.find(location.conf().settings().errorPages(), status);
    }

    /** Whether an {@code error_page} would answer for the status. */
    boolean hasErrorPage(int status) {
        return errorPage(status) != null;
    }

    private Outcome errorPage(ErrorPage page, int status) throws Exception {
        inErrorPage = true;
        Integer overwrite = page.overwrite();
        exchange.response().errorStatus(overwrite == null ? status : overwrite);
        String target = page.target().evaluate(exchange);
        if (target.startsWith("@")) {
            return internalRedirect(target, null);
        }
        if (!target.startsWith("/")) {
            exchange.responseHeaders().set("Location", target);
            SpecialResponse.send(exchange, overwrite == null || overwrite < 300 ? 302 : overwrite);
            return Outcome.declined();
        }
        if (!exchange.method().equals("HEAD")) {
            exchange.method("GET");
        }
        int question = target.indexOf('?');
        String args = question < 0 ? null : target.substring(question + 1);
        return internalRedirect(question < 0 ? target : target.substring(0, question), args);
    }

    /** Runs the log phase and lets go of what the request held. */
    void log() {
        try {
            logWaf();
            for (PhaseCode code : location.code().log()) {
                logBy(code);
            }
            generation.accessLogs().log(exchange, location.conf().settings());
        } finally {
            endWaf();
            Ngx.end(exchange);
            generation.release(worker);
            exchange.close();
        }
    }

    /** SecLang's phase 5: first, so that scripts and logs know all that was found. */
    private void logWaf() {
        RequestWaf present = waf;
        if (present != null) {
            try {
                present.log();
            } catch (RuntimeException | Error e) {
                generation.errorLog().failure(e, exchange);
            }
        }
    }

    private void endWaf() {
        RequestWaf present = waf;
        if (present != null) {
            try {
                present.end();
            } catch (RuntimeException | Error e) {
                generation.errorLog().failure(e, exchange);
            }
        }
    }

    private void logBy(PhaseCode code) {
        try {
            code.run(this, Phase.LOG);
        } catch (Exception | Error e) {
            generation.errorLog().failure(e, exchange);
        }
    }

    /** A redirect's target with scheme and host, as nginx's {@code absolute_redirect on} makes it for a client. */
    String absolute(String target) {
        if (parent != null || !target.startsWith("/")) {
            return target;
        }
        String scheme = exchange.request().getScheme();
        String host = exchange.hostAsSent();
        String authority = host != null ? host : exchange.request().getServerName();
        return scheme + "://" + authority + exchange.request().getContextPath() + target;
    }
}
