// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.util.Set;
import org.luaj.vm2.LuaError;

/**
 * A declared function of one worker. HotSpot takes a function into the code that calls it where it knows its class, so those
 * that are called often are final classes of their own; the others share {@link Binding}'s.
 */
abstract class BoundFunction extends NativeFunction {

    private static final int EVERYWHERE = mask(Phases.ALL);
    private static final int IN_REQUEST = mask(Phases.REQUEST);

    final NgxContext ngx;
    private final int phases;
    private final boolean namedByCaller;

    /** A function that errors call by its declared name. */
    BoundFunction(NgxContext ngx, Binding.Declaration declaration, boolean namedByCaller) {
        super(declaration.name());
        this.ngx = ngx;
        this.phases = mask(declaration.phases());
        this.namedByCaller = namedByCaller;
    }

    /** A function that compiled code knows by its library too, such as {@code ngx.shared.DICT}. */
    BoundFunction(NgxContext ngx, Binding.Declaration declaration, String library) {
        super(library, declaration.name());
        this.ngx = ngx;
        this.phases = mask(declaration.phases());
        this.namedByCaller = false;
    }

    @Override
    public final boolean isNamedByCaller() {
        return namedByCaller;
    }

    /** Refuses a call in a phase that isn't one of the function's. */
    final void checkPhase() {
        if (phases != EVERYWHERE) {
            Phase phase = ngx.phase();
            if ((phases & 1 << phase.ordinal()) == 0) {
                throw new LuaError(refusal(phase));
            }
        }
    }

    private String refusal(Phase phase) {
        if (phase == Phase.INIT) {
            return "no request found";
        }
        boolean alsoInInit = (phases & 1 << Phase.INIT.ordinal()) != 0;
        boolean needsRequest =
                !alsoInInit && (phases & IN_REQUEST) == IN_REQUEST && (1 << phase.ordinal() & IN_REQUEST) == 0;
        return needsRequest
                ? "API disabled in the current context"
                : "API disabled in the context of " + phase.contextName();
    }

    private static int mask(Set<Phase> phases) {
        int mask = 0;
        for (Phase phase : phases) {
            mask |= 1 << phase.ordinal();
        }
        return mask;
    }
}
