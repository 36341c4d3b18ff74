// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.RewriteStep;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code return}: a status, a redirect, or a status with a body.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return">return</a>
 */
final class ReturnDirective {

    private ReturnDirective() {}

    static Outcome outcome(PhaseEngine engine, RewriteStep.Return step) throws IOException {
        Value text = step.text();
        if (text == null) {
            return Outcome.exit(step.status());
        }
        HttpExchange exchange = engine.exchange();
        String value = text.evaluate(exchange);
        if (isRedirect(step.status())) {
            return Outcome.redirect(engine.absolute(value), step.status());
        }
        byte[] body = value.getBytes(StandardCharsets.ISO_8859_1);
        if (body.length == 0 || engine.hasErrorPage(step.status())) {
            return Outcome.exit(step.status());
        }
        exchange.status(step.status());
        if (!exchange.responseHeaders().contains("Content-Type")) {
            exchange.responseHeaders().set("Content-Type", exchange.settings().defaultType());
        }
        exchange.responseHeaders().set("Content-Length", Integer.toString(body.length));
        exchange.write(body);
        return Outcome.exit(0);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
