// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.LocationConf.EchoStep;
import dev.resty.servlet.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The directives of echo-nginx-module, which tests and snippets use to answer with a line. */
record EchoContent(List<EchoStep> steps) implements ContentHandler {

    @Override
    public Outcome answer(PhaseEngine engine) throws Exception {
        for (EchoStep step : steps) {
            run(step, engine.exchange());
        }
        return Outcome.exit(0);
    }

    private static void run(EchoStep step, HttpExchange exchange) throws Exception {
        if (step instanceof EchoStep.Text text) {
            exchange.write(text.text().evaluate(exchange).getBytes(StandardCharsets.ISO_8859_1));
        } else if (step instanceof EchoStep.Sleep sleep) {
            Thread.sleep(Math.round(1000 * Double.parseDouble(sleep.seconds().evaluate(exchange))));
        } else if (step instanceof EchoStep.Flush) {
            exchange.response().flush();
        } else if (step instanceof EchoStep.ReadRequestBody) {
            exchange.body().read();
        } else if (exchange.body().isRead()) {
            exchange.write(exchange.requestBody());
        }
    }
}
