// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.phase.PhaseHandler;

/** A phase handler written in Java: runs on the request's thread, without a worker. */
record JavaPhaseCode(PhaseHandler handler) implements PhaseCode {

    @Override
    public Outcome run(PhaseEngine engine, Phase phase) throws Exception {
        engine.exchange().phase(phase);
        return handler.handle(engine.exchange());
    }
}
