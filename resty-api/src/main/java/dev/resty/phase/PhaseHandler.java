// SPDX-License-Identifier: Apache-2.0
package dev.resty.phase;

/** Code that runs in a phase of each request of a location. Called from many threads at once. */
@FunctionalInterface
public interface PhaseHandler {

    /**
     * Looks at or answers one request. It may block: no Lua worker is held meanwhile.
     *
     * @param exchange the request and its response; not to be kept after the request
     * @return what happens next; {@link Outcome#declined()} goes on
     * @throws Exception is logged and answered with status 500
     */
    Outcome handle(Exchange exchange) throws Exception;
}
