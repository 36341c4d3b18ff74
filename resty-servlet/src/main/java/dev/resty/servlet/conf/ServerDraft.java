// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * A server while its directives are read.
 *
 * @param names its names so far
 * @param listens its addresses so far
 */
record ServerDraft(Scope scope, List<ServerConf.Name> names, List<ServerConf.Listen> listens) {

    /** A server that says nothing yet. */
    ServerDraft(Scope scope) {
        this(scope, new ArrayList<>(), new ArrayList<>());
    }
}
