// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.variable.OpenCollections;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.Transaction;

/** The transaction as effects see it. Used by one thread at a time. */
public interface EffectScope {

    /** Its variables, those of the rule that matches among them. */
    Variables variables();

    /** Its persistent collections. */
    OpenCollections collections();

    /** It, for what knows nothing of the engine. */
    Transaction transaction();

    /** Notes that something a rule does has failed. */
    void failed(String problem);

    /** What can be changed for the rest of it. */
    Control control();
}
