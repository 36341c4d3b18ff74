// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.FunctionBody;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which function runs at a level, where the Java stack tells only whose code it is: a compiled function isn't found there
 * itself unless it is {@linkplain Code#isNoted noted}. Of the functions that stand in a chunk itself, of which most are
 * made once, the one is kept that there is; and the environment of any function is known as long as none of its code was
 * given another. Belongs to one worker.
 */
public final class MadeClosures {

    private static final WeakReference<@Nullable Closure> NONE = new WeakReference<>(null);

    private final Map<Code, WeakReference<@Nullable Closure>> only = new WeakHashMap<>();

    /** Functions of which one was given an environment that isn't the table of globals. */
    private final Set<FunctionBody> moved = Collections.newSetFromMap(new WeakHashMap<>());

    MadeClosures() {}

    /** Says that a function was made. To be said of every one of its code, or of none. */
    public void made(Closure closure) {
        Code code = closure.code();
        if (!code.isMadeAgain()) {
            WeakReference<@Nullable Closure> before = only.putIfAbsent(code, new WeakReference<>(closure));
            if (before != null) {
                boolean again = before.get() != null;
                only.put(code, again ? NONE : new WeakReference<>(closure));
                if (again) {
                    code.madeAgain();
                }
            }
        }
    }

    /** Says that a function was given an environment. */
    public void moved(Closure closure) {
        moved.add(closure.code().function());
    }

    /** The function that an activation is of; null for a Java function, and where it isn't known. */
    public @Nullable Closure of(Activation activation) {
        Code code = activation.code();
        Closure closure = activation.closure();
        if (closure != null || code == null || code.isMadeAgain()) {
            return closure;
        }
        WeakReference<@Nullable Closure> one = only.get(code);
        return one == null ? null : one.get();
    }

    /** Whether all functions of that code have the table of globals for their environment. */
    public boolean isUnmoved(Code code) {
        for (FunctionBody at = code.function(); at != null; at = at.parent()) {
            if (moved.contains(at)) {
                return false;
            }
        }
        return true;
    }
}
