// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;

/** Code of a phase, in Lua or Java, ready to run. */
interface PhaseCode {

    /**
     * Runs it for a request.
     *
     * @throws Exception what the code did not handle itself
     */
    Outcome run(PhaseEngine engine, Phase phase) throws Exception;
}
