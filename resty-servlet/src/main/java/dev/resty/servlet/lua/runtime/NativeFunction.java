// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A function that Java code is. What Lua calls are the final {@code call} and {@code invoke} methods here, which give
 * plain {@link LuaError}s their position, and the end of the JVM's memory its traceback, while the caller's frame still
 * stands; what a function does stands in the methods {@code first...} and {@code all...}.
 *
 * <p>Only {@link #all(Varargs)} must be there. A function that is called often is a final class of its own that overrides
 * the forms it is called by, {@link #first2} say, so that a call site that has seen it only makes no array and no list.
 *
 * <p>An argument that isn't given may arrive as {@link LuaValue#NONE}, which reads as nil: see {@link Fixed}.
 */
public abstract class NativeFunction extends Callable {

    /** What a function does, as a method reference or lambda. */
    @FunctionalInterface
    public interface Body {

        /** Called with all arguments; gives all results. Misuse is a {@link LuaError}. */
        Varargs call(Varargs args);
    }

    private final String name;

    /** The {@linkplain Intrinsics#id number} of the function's name; 0 where compiled code has no other way to call it. */
    public final int intrinsic;

    /** A function by the name that errors and tracebacks have for it where its caller names none. */
    protected NativeFunction(String name) {
        this.name = name;
        this.intrinsic = 0;
    }

    /** A function of a library, which compiled code knows by its name: {@code string.byte}. */
    protected NativeFunction(String library, String name) {
        this.name = name;
        this.intrinsic = Intrinsics.id(library.isEmpty() ? name : library + "." + name);
    }

    /** A function that a method is. */
    public static NativeFunction of(String name, Body body) {
        return new Simple(name, body);
    }

    /** Calls with any arguments, for all results. */
    protected abstract Varargs all(Varargs args);

    /** Calls without arguments, for all results. */
    protected Varargs all0() {
        return all(NONE);
    }

    /** Calls with one argument, for all results. */
    protected Varargs all1(LuaValue a) {
        return all(a);
    }

    /** Calls with two arguments, for all results. */
    protected Varargs all2(LuaValue a, LuaValue b) {
        return all(varargsOf(a, b));
    }

    /** Calls with three arguments, for all results. */
    protected Varargs all3(LuaValue a, LuaValue b, LuaValue c) {
        return all(varargsOf(a, b, c));
    }

    /** Calls without arguments, for the first result or nil. */
    protected LuaValue first0() {
        return all0().arg1();
    }

    /** Calls with one argument, for the first result or nil. */
    protected LuaValue first1(LuaValue a) {
        return all1(a).arg1();
    }

    /** Calls with two arguments, for the first result or nil. */
    protected LuaValue first2(LuaValue a, LuaValue b) {
        return all2(a, b).arg1();
    }

    /** Calls with three arguments, for the first result or nil. */
    protected LuaValue first3(LuaValue a, LuaValue b, LuaValue c) {
        return all3(a, b, c).arg1();
    }

    /**
     * Whether errors of arguments name the function, and count its arguments, as the call does: Lua's own functions and
     * those that OpenResty writes in C. Others say what they always say.
     */
    public boolean isNamedByCaller() {
        return true;
    }

    @Override
    public final LuaValue call() {
        try {
            return first0();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final LuaValue call(LuaValue a) {
        try {
            return first1(a);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final LuaValue call(LuaValue a, LuaValue b) {
        try {
            return first2(a, b);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        try {
            return first3(a, b, c);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final Varargs invoke() {
        try {
            return all0();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final Varargs invoke1(LuaValue a) {
        try {
            return all1(a);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final Varargs invoke2(LuaValue a, LuaValue b) {
        try {
            return all2(a, b);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
        try {
            return all3(a, b, c);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    @Override
    public final Varargs invoke(Varargs args) {
        try {
            return all(args);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(Throwable error) {
        return NativeErrors.failure(isNamedByCaller(), error);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public String tojstring() {
        return "function: builtin: " + name;
    }

    /** One with a body of its own. */
    private static final class Simple extends NativeFunction {

        private final Body body;

        Simple(String name, Body body) {
            super(name);
            this.body = body;
        }

        @Override
        protected Varargs all(Varargs args) {
            return body.call(args);
        }
    }

    /**
     * A function of up to three arguments with one result, which is written as {@link #of(LuaValue, LuaValue,
     * LuaValue)} only: arguments that aren't given are {@link LuaValue#NONE} there, so that its errors can tell "no
     * value" from nil.
     */
    public abstract static class Fixed extends NativeFunction {

        /** A function of that name. */
        protected Fixed(String name) {
            super(name);
        }

        /** A function of a library, which compiled code knows by its name. */
        protected Fixed(String library, String name) {
            super(library, name);
        }

        /** Its result. Must not let a NONE among its arguments out. */
        protected abstract LuaValue of(LuaValue a, LuaValue b, LuaValue c);

        @Override
        protected final Varargs all(Varargs args) {
            return switch (args.narg()) {
                case 0 -> of(NONE, NONE, NONE);
                case 1 -> of(args.arg1(), NONE, NONE);
                case 2 -> of(args.arg1(), args.arg(2), NONE);
                default -> of(args.arg1(), args.arg(2), args.arg(3));
            };
        }

        @Override
        protected final Varargs all0() {
            return of(NONE, NONE, NONE);
        }

        @Override
        protected final Varargs all1(LuaValue a) {
            return of(a, NONE, NONE);
        }

        @Override
        protected final Varargs all2(LuaValue a, LuaValue b) {
            return of(a, b, NONE);
        }

        @Override
        protected final Varargs all3(LuaValue a, LuaValue b, LuaValue c) {
            return of(a, b, c);
        }

        @Override
        protected final LuaValue first0() {
            return of(NONE, NONE, NONE);
        }

        @Override
        protected final LuaValue first1(LuaValue a) {
            return of(a, NONE, NONE);
        }

        @Override
        protected final LuaValue first2(LuaValue a, LuaValue b) {
            return of(a, b, NONE);
        }

        @Override
        protected final LuaValue first3(LuaValue a, LuaValue b, LuaValue c) {
            return of(a, b, c);
        }
    }
}
