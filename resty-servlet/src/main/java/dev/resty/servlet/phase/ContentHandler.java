// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;

/** What answers a request in the content phase. */
interface ContentHandler {

    /**
     * Answers.
     *
     * @return {@link Outcome#declined()} where the response is complete or the application has taken the request over;
     *     else what is to be done instead
     * @throws Exception what went wrong; the application's own exceptions go on to the container
     */
    Outcome answer(PhaseEngine engine) throws Exception;
}
