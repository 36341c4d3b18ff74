// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

/** What a rule's match does to the transaction. */
enum Disruption {
    /** Nothing. */
    PASS,
    DENY,
    DROP,
    REDIRECT,
    /** The rules of this phase and of those behind it, but phase 5, are left out. */
    ALLOW,
    /** The rest of this phase is left out. */
    ALLOW_PHASE,
    /** The rest of the request's phases is left out. */
    ALLOW_REQUEST;

    /** Whether it ends the transaction. */
    boolean interrupts() {
        return this == DENY || this == DROP || this == REDIRECT;
    }
}
