// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Headers;
import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.conf.LocationConf.AddHeader;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.ResponseFilters;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The filters of a location in nginx's order: its code first, then {@code add_header}; and the WAF, which sees what they leave. */
final class LocationFilters implements ResponseFilters {

    private final PhaseEngine engine;
    private final Location location;

    LocationFilters(PhaseEngine engine, Location location) {
        this.engine = engine;
        this.location = location;
    }

    @Override
    public boolean filtersBody() {
        return !location.code().bodyFilter().isEmpty() || watchesBody();
    }

    private boolean watchesBody() {
        RequestWaf waf = engine.waf();
        return waf != null && waf.watchesBody();
    }

    @Override
    public boolean holdsBody() {
        RequestWaf waf = engine.waf();
        return waf != null && waf.holdsBody();
    }

    @Override
    public boolean keepsLength() {
        return location.code().bodyFilter().isEmpty();
    }

    @Override
    public boolean filtersHeaders() {
        return !location.code().headerFilter().isEmpty()
                || !location.conf().settings().addHeaders().isEmpty()
                || !location.conf().settings().clearHeaders().isEmpty()
                || watchesHeaders();
    }

    private boolean watchesHeaders() {
        RequestWaf waf = engine.waf();
        return waf != null && location.waf() != null && waf.watchesHeaders();
    }

    @Override
    public boolean countsBytes() {
        return !location.code().log().isEmpty()
                || engine.generation().accessLogs().logs(location.conf().settings());
    }

    @Override
    public void headers(HttpExchange exchange) throws IOException {
        run(location.code().headerFilter(), Phase.HEADER_FILTER, exchange);
        for (String name : location.conf().settings().clearHeaders()) {
            clear(exchange.responseHeaders(), name);
        }
        List<AddHeader> added = location.conf().settings().addHeaders();
        for (int i = 0; i < added.size(); i++) {
            AddHeader header = added.get(i);
            if (header.always() || takesHeaders(exchange.status())) {
                String value = header.value().evaluate(exchange);
                if (!value.isEmpty()) {
                    exchange.responseHeaders().add(header.name(), value);
                }
            }
        }
        checkHeaders();
    }

    /** SecLang's phase 3: the rules see the header as it would be sent. */
    private void checkHeaders() throws IOException {
        RequestWaf waf = engine.waf();
        LocationWaf guard = location.waf();
        if (waf != null && guard != null) {
            pass(() -> waf.responseHeaders(guard));
        }
    }

    /** Throws where rules have something else answered. */
    private void pass(Supplier<Outcome> check) throws IOException {
        Outcome outcome;
        try {
            outcome = check.get();
        } catch (RuntimeException | Error e) {
            throw engine.filterFailed(e);
        }
        if (outcome != Outcome.declined()) {
            throw engine.refuse(outcome);
        }
    }

    /** Removes a field, or with a star at the name's end every field whose name begins so. */
    private static void clear(Headers headers, String name) {
        if (!name.endsWith("*")) {
            headers.remove(name);
            return;
        }
        String start = name.substring(0, name.length() - 1);
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.name(i).regionMatches(true, 0, start, 0, start.length())) {
                headers.remove(headers.name(i));
                i = Math.min(i, headers.size());
            }
        }
    }

    @Override
    public void body(HttpExchange exchange) throws IOException {
        run(location.code().bodyFilter(), Phase.BODY_FILTER, exchange);
        RequestWaf waf = engine.waf();
        LocationWaf guard = location.waf();
        if (waf != null && guard != null && waf.watchesBody()) {
            pass(() -> waf.responseBody(guard));
        }
    }

    @Override
    public void answerFailure(HttpExchange exchange) throws IOException {
        engine.answerFilterFailure();
    }

    private void run(List<PhaseCode> code, Phase phase, HttpExchange exchange) throws IOException {
        if (code.isEmpty()) {
            return;
        }
        Phase before = exchange.phase();
        try {
            for (int i = 0; i < code.size(); i++) {
                Outcome outcome = code.get(i).run(engine, phase);
                if (outcome instanceof Outcome.Exit exit && phase == Phase.HEADER_FILTER) {
                    throw engine.filterRefused(exit.status());
                }
            }
        } catch (FilterFailure e) {
            throw e;
        } catch (Exception | Error e) {
            throw engine.filterFailed(e);
        } finally {
            exchange.phase(before);
        }
    }

    /** The statuses that {@code add_header} without {@code always} is for. */
    private static boolean takesHeaders(int status) {
        return switch (status) {
            case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }
}
