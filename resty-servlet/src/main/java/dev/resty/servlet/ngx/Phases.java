// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import java.util.EnumSet;
import java.util.Set;

/** Sets of phases that functions of the ngx API are allowed in, under OpenResty's names for them. */
final class Phases {

    /** Everywhere, init and timers included. */
    static final Set<Phase> ALL = EnumSet.allOf(Phase.class);

    /** Wherever there is a request. */
    static final Set<Phase> REQUEST = EnumSet.of(
            Phase.SET,
            Phase.SERVER_REWRITE,
            Phase.REWRITE,
            Phase.ACCESS,
            Phase.PRECONTENT,
            Phase.CONTENT,
            Phase.HEADER_FILTER,
            Phase.BODY_FILTER,
            Phase.LOG);

    /** Where the response can be produced. */
    static final Set<Phase> OUTPUT =
            EnumSet.of(Phase.SERVER_REWRITE, Phase.REWRITE, Phase.ACCESS, Phase.PRECONTENT, Phase.CONTENT);

    /** Where code can wait. */
    static final Set<Phase> YIELDABLE =
            EnumSet.of(Phase.SERVER_REWRITE, Phase.REWRITE, Phase.ACCESS, Phase.PRECONTENT, Phase.CONTENT, Phase.TIMER);

    /** Where {@code ngx.exit} may be called. */
    static final Set<Phase> EXIT = EnumSet.of(
            Phase.SERVER_REWRITE,
            Phase.REWRITE,
            Phase.ACCESS,
            Phase.PRECONTENT,
            Phase.CONTENT,
            Phase.HEADER_FILTER,
            Phase.TIMER);

    private Phases() {}
}
