// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;
import org.luaj.vm2.lib.OneArgFunction;

/**
 * What the interpreter calls as it runs: keeps the call stack, stops runs over their budget, and turns the
 * interpreter's errors into {@link LuaFailure}s at the place where they happen, while the call stack still stands.
 *
 * <p>The interpreter calls {@link #onInstruction} for every instruction, so that does one store and one volatile read.
 */
final class Hooks extends DebugLib {

    private static final int OPCODE = 0x3f;

    private final int deepest;
    LuaStack stack = new LuaStack();

    /** The run to be stopped at its next instruction; set by the {@link Watchdog}. */
    private volatile @Nullable LuaRun condemned;

    private @Nullable LuaRun running;
    private @Nullable Note lastNote;

    /** The error function of every Lua thread: called by the interpreter where an error happens. */
    final LuaFunction errorPoint = new ErrorPoint();

    Hooks(int deepest) {
        this.deepest = deepest;
    }

    @Override
    public void onCall(LuaClosure function, Varargs args, LuaValue[] registers) {
        LuaStack calls = stack;
        if (calls.depth() >= deepest) {
            throw failure(LuaText.of(calls.where(0) + "stack overflow"));
        }
        calls.enter(function, registers);
    }

    @Override
    public void onCall(LuaFunction function) {
        stack.enter(function);
    }

    @Override
    public void onInstruction(int pc, Varargs values, int top) {
        stack.pc = pc;
        if (condemned != null) {
            checkBudget();
        }
    }

    @Override
    public void onReturn() {
        LuaStack calls = stack;
        LuaFunction function = calls.function(0);
        int pc = calls.pc;
        if (function instanceof LuaClosure closure && (closure.p.code[pc] & OPCODE) == Lua.OP_TAILCALL) {
            checkTailCall(calls, closure, pc);
        }
        calls.leave();
    }

    /** The interpreter makes a tail call after the function has left: what cannot be called is found out before. */
    private void checkTailCall(LuaStack calls, LuaClosure function, int pc) {
        LuaValue value = calls.registers(0)[Lua.GETARG_A(function.p.code[pc])];
        if (!value.isfunction() && value.metatag(LuaValue.CALL).isnil()) {
            LuaFailure failure = failure(LuaText.of(calls.where(0) + ErrorText.notCallable(function, pc, value)));
            calls.leave();
            throw failure;
        }
    }

    @Override
    public String traceback(int level) {
        return "";
    }

    /** Which run has the baton. */
    void running(@Nullable LuaRun run) {
        running = run;
    }

    /** Has a run stopped at its next instruction, if it is still the running one then. Called by any thread. */
    void condemn(LuaRun run) {
        condemned = run;
    }

    /** To be called by Java functions that may take long. */
    void checkBudget() {
        LuaRun run = condemned;
        if (run == null) {
            return;
        }
        condemned = null;
        if (run == running) {
            String where = stack.where(0);
            String place = where.isEmpty() ? "" : " at " + where.substring(0, where.length() - 2);
            throw new BudgetExceeded(
                    "Lua code ran longer than its budget" + place,
                    place.isEmpty() ? "?" : place.substring(4),
                    tracebackText());
        }
    }

    /** Lua's form of a traceback of the running functions. */
    String tracebackText() {
        return "stack traceback:" + stack.traceback(0);
    }

    /**
     * The failure of an error with this value, raised here: the innermost handler has seen it, or where nothing guards
     * the running code, the traceback is taken.
     */
    LuaFailure failure(LuaValue value) {
        LuaStack calls = stack;
        if (calls.guards == 0) {
            String traceback = tracebackText();
            calls.lastTraceback = traceback;
            return new LuaFailure(value, traceback, null);
        }
        LuaValue handler = calls.handler;
        return new LuaFailure(handler == null ? value : handled(handler, value), null, null);
    }

    private LuaValue handled(LuaValue handler, LuaValue value) {
        LuaStack calls = stack;
        int depth = calls.depth();
        int pc = calls.pc;
        int guards = calls.guards;
        calls.handler = null;
        calls.guards++;
        try {
            return handler.call(value);
        } catch (LuaError | StackOverflowError e) {
            return LuaText.of("error in error handling");
        } finally {
            calls.unwindTo(depth, pc);
            calls.handler = handler;
            calls.guards = guards;
        }
    }

    /** What was thrown, as a failure: errors of the interpreter and of Java functions get what was noted of them. */
    LuaFailure failureOf(LuaError error) {
        if (error instanceof LuaFailure failure) {
            return failure;
        }
        Note note = lastNote;
        LuaValue object = error.getMessageObject();
        @SuppressWarnings("ReferenceEquality")
        boolean noted = note != null && error.getMessage() == note.key;
        if (note != null && noted) {
            lastNote = null;
            boolean ownValue =
                    object != null && !(object.isstring() && object.tojstring().equals(note.key));
            LuaFailure failure = note.failure;
            return new LuaFailure(ownValue ? object : failure.value(), failure.traceback(), error.getCause());
        }
        LuaFailure failure = failure(object == null ? LuaValue.NIL : object);
        return new LuaFailure(failure.value(), failure.traceback(), error.getCause());
    }

    /** A note that the interpreter keeps in its error as the message, so that the error is known again. */
    private static final class Note extends Table {

        final String key;
        final LuaFailure failure;

        Note(String key, LuaFailure failure) {
            this.key = key;
            this.failure = failure;
        }

        @Override
        public String tojstring() {
            return key;
        }
    }

    private final class ErrorPoint extends OneArgFunction {

        @Override
        public LuaValue call(LuaValue positioned) {
            LuaStack calls = stack;
            LuaString text = positioned.checkstring();
            String message = LuaText.view(text);
            if (calls.function(0) instanceof LuaClosure closure) {
                message = calls.where(0)
                        + ErrorText.of(closure, calls.pc, calls.registers(0), withoutPosition(closure.p, message));
            }
            Note note = new Note(new String(message), failure(LuaText.of(message)));
            lastNote = note;
            return note;
        }

        private String withoutPosition(Prototype prototype, String message) {
            String prefix = LuaText.view(prototype.source) + ":" + stack.line(0);
            if (message.startsWith(prefix + " ")) {
                return message.substring(prefix.length() + 1);
            }
            return message;
        }
    }
}
