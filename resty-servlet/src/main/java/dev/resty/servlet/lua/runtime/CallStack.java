// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;

/**
 * The functions that run inside one another, read off the Java stack when somebody asks: nothing is kept while code
 * runs. Level 0 is the innermost function, which is a Java function where one asks. A function that has made a tail
 * call isn't there any more, as in Lua. Ends at the {@link StackBottom}.
 *
 * <p>A Java frame is a Lua function's where its class is a compiled one's and its method has line numbers, which are
 * indexes of {@link Code#place}; methods whose name begins with {@code part} are pieces of the function that calls
 * them. An interpreted function's is the method {@code execute} of its class. A Java function's is its {@code call} or
 * {@code invoke}.
 */
public final class CallStack {

    private static final int ALL = Integer.MAX_VALUE - 8;
    private static final int USUAL_DEPTH = 24;
    private static final int FIRST_SHOWN = 12;
    private static final int LAST_SHOWN = 10;

    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES), USUAL_DEPTH);

    private static final ClassValue<Kind> KINDS = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            return new Kind(type);
        }
    };

    private CallStack() {}

    /** Says whose code a compiled class is. To be called before the class's code runs. */
    public static void compiled(Class<?> type, Code code) {
        KINDS.get(type).code = code;
    }

    /**
     * Where the innermost function is, in the midst of a tail call too: what a failing operator speaks of. {@link
     * Activation#NONE} where it is a Java function or none.
     */
    public static Activation current() {
        return walk(1, true).atOr(0, Activation.NONE);
    }

    /** The place of {@link #current}. */
    public static Place currentPlace() {
        return current().place();
    }

    /** The function at a level; null where there is none. */
    public static @Nullable Activation at(int level) {
        return level < 0 || level >= ALL ? null : walk(level + 1, false).at(level);
    }

    /** {@code "chunk:line: "} of the function at a level; empty where there is none or it is a Java function. */
    public static String where(int level) {
        Activation activation = at(level);
        return activation == null ? "" : activation.where();
    }

    /** How the function at a level is named by its caller; null where it isn't. */
    public static Activation.@Nullable Name name(int level) {
        Activation caller = at(level + 1);
        return caller == null ? null : caller.called();
    }

    /** The functions from a level outwards, at most so many. */
    public static List<Activation> from(int level, int count) {
        List<Activation> found = walk(Math.min(ALL, level + count), false).found;
        return level >= found.size() ? List.of() : found.subList(level, found.size());
    }

    /** {@code stack traceback:} and a line for each function from a level outwards, as Lua's traceback has them. */
    public static String traceback(int fromLevel) {
        return traceback(fromLevel, 0);
    }

    /** The same for an error: as a handler that is on top of the stack and doesn't show itself would take it. */
    static String tracebackOfError() {
        return traceback(0, 1);
    }

    private static String traceback(int fromLevel, int above) {
        Walk walk = walk(ALL, false);
        walk.resolveLast(LAST_SHOWN + 1);
        List<Activation> all = walk.found;
        StringBuilder text = new StringBuilder("stack traceback:");
        int level = fromLevel;
        boolean isLong = all.size() + above > FIRST_SHOWN + LAST_SHOWN;
        int cut = isLong ? FIRST_SHOWN - above : all.size();
        for (; level < cut; level++) {
            append(text.append("\n\t"), all, level);
        }
        if (cut < all.size()) {
            text.append("\n\t...");
            for (level = Math.max(level, all.size() - LAST_SHOWN); level < all.size(); level++) {
                append(text.append("\n\t"), all, level);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<Activation> all, int level) {
        Activation activation = all.get(level);
        Activation.Name name = level + 1 < all.size() ? all.get(level + 1).called() : null;
        Code code = activation.code();
        if (code == null) {
            text.append("[C]: in function '")
                    .append(name == null ? "?" : name.name())
                    .append('\'');
            return;
        }
        text.append(code.shortName())
                .append(':')
                .append(activation.place().line())
                .append(':');
        if (name != null) {
            text.append(" in function '").append(name.name()).append('\'');
        } else if (code.function().parent() == null) {
            text.append(" in main chunk");
        } else {
            text.append(" in function <")
                    .append(code.shortName())
                    .append(':')
                    .append(code.function().firstLine())
                    .append('>');
        }
    }

    private static Walk walk(int enough, boolean tails) {
        Vm vm = Vm.current();
        Walk walk = new Walk(enough, tails, vm == null ? null : vm.frame);
        WALKER.walk(walk);
        return walk;
    }

    /** What Java frames of a class are. */
    private static final class Kind {

        final boolean isBottom;
        final boolean isClosure;
        final boolean isNative;

        /** Whether it is the body of a native function that isn't shown. */
        final boolean isUnseen;

        /** The code of a compiled function. */
        volatile @Nullable Code code;

        Kind(Class<?> type) {
            isBottom = type == StackBottom.class;
            isClosure = Closure.class.isAssignableFrom(type);
            // Callable's own methods only pass calls on to the function, which may be one that isn't shown.
            isNative = !isClosure
                    && type != Callable.class
                    && LuaFunction.class.isAssignableFrom(type)
                    && !Unseen.class.isAssignableFrom(type);
            isUnseen = NativeFunction.class.isAssignableFrom(type) && Unseen.class.isAssignableFrom(type);
        }
    }

    /** One look at the stack. */
    private static final class Walk implements Function<Stream<StackFrame>, Walk>, Consumer<StackFrame> {

        private final int enough;
        private final boolean tails;
        final List<Activation> found = new ArrayList<>();

        /** The frames of those that aren't looked at closely, as a long traceback doesn't show them. */
        private final Map<Integer, StackFrame> unresolved = new HashMap<>();

        private @Nullable InterpretedFrame interpreted;
        private boolean ended;

        /** Whether the frame before was a Java function's: several in a row are one call. */
        private boolean inNative;

        /** Whether the next native function outwards isn't shown. */
        private boolean unseen;

        /** The innermost piece of a compiled function that was met. */
        private @Nullable Place piece;

        Walk(int enough, boolean tails, @Nullable InterpretedFrame interpreted) {
            this.enough = enough;
            this.tails = tails;
            this.interpreted = interpreted;
        }

        @Nullable Activation at(int level) {
            return level < found.size() ? found.get(level) : null;
        }

        Activation atOr(int level, Activation otherwise) {
            Activation activation = at(level);
            return activation == null ? otherwise : activation;
        }

        @Override
        public Walk apply(Stream<StackFrame> frames) {
            Spliterator<StackFrame> each = frames.spliterator();
            boolean more = true;
            while (more && !ended) {
                more = each.tryAdvance(this);
            }
            return this;
        }

        @Override
        public void accept(StackFrame frame) {
            Kind kind = KINDS.get(frame.getDeclaringClass());
            boolean wasNative = inNative;
            inNative = false;
            if (kind.isBottom) {
                ended = true;
            } else if (kind.isClosure) {
                Code code = kind.code;
                if (code == null) {
                    interpreted(frame);
                } else {
                    compiled(frame, code);
                }
            } else if (kind.isUnseen) {
                unseen = true;
            } else if (kind.isNative && isCall(frame.getMethodName())) {
                inNative = true;
                if (!wasNative && !unseen) {
                    add(Activation.NONE);
                }
                unseen = false;
            }
        }

        private static boolean isCall(String method) {
            return method.equals("call") || method.startsWith("invoke");
        }

        private void interpreted(StackFrame frame) {
            InterpretedFrame top = interpreted;
            if (top != null && frame.getMethodName().equals("execute")) {
                interpreted = top.outer;
                add(new Activation(top.closure.code(), top.place, top.closure, top));
            }
        }

        private void compiled(StackFrame frame, Code code) {
            if (enough == ALL && found.size() > FIRST_SHOWN && !code.isNoted() && piece == null) {
                String method = frame.getMethodName();
                if (!isCall(method) && !method.equals("enter") && !method.startsWith("part")) {
                    unresolved.put(found.size(), frame);
                    found.add(new Activation(code, Place.UNKNOWN, null, null));
                    return;
                }
            }
            int index = frame.getLineNumber();
            if (index < 0) {
                return;
            }
            Place inner = piece;
            Place place = inner == null ? code.place(index) : inner;
            if (frame.getMethodName().startsWith("part")) {
                piece = place;
                return;
            }
            piece = null;
            Closure closure = null;
            InterpretedFrame top = interpreted;
            if (code.isNoted() && top != null) {
                closure = top.closure;
                interpreted = top.outer;
            }
            add(new Activation(code, place, closure, null));
        }

        /** Looks closely at the outermost functions, and takes out what is none or has made a tail call. */
        void resolveLast(int count) {
            int good = 0;
            for (int i = found.size() - 1;
                    i >= 0 && (good < count || found.size() <= FIRST_SHOWN + LAST_SHOWN + 2);
                    i--) {
                StackFrame frame = unresolved.remove(i);
                Code code = found.get(i).code();
                int index = frame == null || code == null ? 0 : frame.getLineNumber();
                if (frame == null || code == null) {
                    good++;
                } else if (index < 0 || code.place(index).tail()) {
                    found.remove(i);
                } else {
                    found.set(i, new Activation(code, code.place(index), null, null));
                    good++;
                }
            }
        }

        private void add(Activation activation) {
            if (tails || !activation.place().tail()) {
                found.add(activation);
                ended = found.size() >= enough;
            }
        }
    }
}
