// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;

/** {@code content_by_lua*} or a Java handler as content. A handler that ends without an outcome has answered. */
record CodeContent(PhaseCode code) implements ContentHandler {

    @Override
    public Outcome answer(PhaseEngine engine) throws Exception {
        engine.needBody();
        Outcome outcome = code.run(engine, Phase.CONTENT);
        return outcome == Outcome.declined() ? Outcome.exit(0) : outcome;
    }
}
