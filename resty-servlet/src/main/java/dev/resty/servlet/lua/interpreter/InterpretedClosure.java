// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Cell;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.DebugHook;
import dev.resty.servlet.lua.runtime.TailCall;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A Lua function that is interpreted. Tail calls of other Lua functions are always left to the caller. */
final class InterpretedClosure extends Closure {

    private final InterpretedTemplate template;
    private final Program program;

    /** A {@link Cell} or the value of each variable of outer functions. */
    final Object[] upvalues;

    InterpretedClosure(InterpretedTemplate template, Vm vm, LuaTable environment, Object[] upvalues) {
        super(vm, environment);
        this.template = template;
        this.program = template.program();
        this.upvalues = upvalues;
        for (int i = 0; i < upvalues.length; i++) {
            if (upvalues[i] == null) {
                upvalues[i] = this;
            }
        }
    }

    Program program() {
        return program;
    }

    @Override
    public Object upvalueIdentity(int index) {
        return upvalues[index];
    }

    @Override
    public void joinUpvalue(int index, Closure other, int from) {
        Object shared = other.upvalueIdentity(from);
        if (upvalues[index] instanceof Cell == shared instanceof Cell) {
            upvalues[index] = shared;
        } else {
            upvalue(index, other.upvalue(from));
        }
    }

    @Override
    public Code code() {
        return template.code();
    }

    @Override
    public LuaValue upvalue(int index) {
        return upvalues[index] instanceof Cell cell ? cell.get() : (LuaValue) upvalues[index];
    }

    @Override
    public void upvalue(int index, LuaValue value) {
        if (upvalues[index] instanceof Cell cell) {
            cell.set(value);
        } else {
            upvalues[index] = value;
        }
    }

    /** Runs the function to its end: the Java frame that {@link dev.resty.servlet.lua.runtime.CallStack} knows. */
    private Varargs execute(Frame frame) {
        Vm worker = vm;
        int depth = worker.depth;
        worker.frame = frame;
        try {
            worker.enter();
            DebugHook hook = worker.hook;
            if (hook == null || !template.isTraced()) {
                program.body.run(frame);
            } else {
                hook.called();
                program.body.run(frame);
                hook.returns();
            }
            return frame.result;
        } catch (StackOverflowError e) {
            if (worker.overflowed == null) {
                worker.overflowed = frame;
            }
            throw e;
        } finally {
            worker.frame = frame.outer;
            worker.depth = depth;
        }
    }

    private Varargs run(Frame frame) {
        Varargs result = execute(frame);
        return result == TailCall.PENDING ? TailCall.finish(vm) : result;
    }

    private LuaValue first(Frame frame) {
        Varargs result = execute(frame);
        return (result == TailCall.PENDING ? TailCall.finish(vm) : result).arg1();
    }

    private Frame frame() {
        return frame((Varargs) NONE);
    }

    private Frame frame(LuaValue a) {
        Program ready = program;
        if (ready.parameterCells.length != 1 || ready.vararg) {
            return frame((Varargs) a);
        }
        Frame frame = new Frame(this, ready);
        set(frame, 0, a);
        return frame;
    }

    private Frame frame(LuaValue a, LuaValue b) {
        Program ready = program;
        if (ready.parameterCells.length != 2 || ready.vararg) {
            return frame(varargsOf(a, b));
        }
        Frame frame = new Frame(this, ready);
        set(frame, 0, a);
        set(frame, 1, b);
        return frame;
    }

    private Frame frame(LuaValue a, LuaValue b, LuaValue c) {
        Program ready = program;
        if (ready.parameterCells.length != 3 || ready.vararg) {
            return frame(varargsOf(a, b, c));
        }
        Frame frame = new Frame(this, ready);
        set(frame, 0, a);
        set(frame, 1, b);
        set(frame, 2, c);
        return frame;
    }

    private Frame frame(Varargs args) {
        Program ready = program;
        Frame frame = new Frame(this, ready);
        int parameters = ready.parameterCells.length;
        for (int i = 0; i < parameters; i++) {
            set(frame, i, args.arg(i + 1));
        }
        if (ready.vararg) {
            frame.varargs = parameters == 0 ? args : args.subargs(parameters + 1);
        }
        return frame;
    }

    private void set(Frame frame, int parameter, LuaValue value) {
        int cell = program.parameterCells[parameter];
        if (cell < 0) {
            frame.slots[parameter] = value;
        } else {
            frame.cells[cell] = new Cell(value);
        }
    }

    @Override
    public LuaValue call() {
        return first(frame());
    }

    @Override
    public LuaValue call(LuaValue a) {
        return first(frame(a));
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b) {
        return first(frame(a, b));
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        return first(frame(a, b, c));
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
        return first(frame(varargsOf(new LuaValue[] {a, b, c, d})));
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
        return first(frame(varargsOf(new LuaValue[] {a, b, c, d, e})));
    }

    @Override
    public Varargs invoke() {
        return run(frame());
    }

    @Override
    public Varargs invoke1(LuaValue a) {
        return run(frame(a));
    }

    @Override
    public Varargs invoke2(LuaValue a, LuaValue b) {
        return run(frame(a, b));
    }

    @Override
    public Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
        return run(frame(a, b, c));
    }

    @Override
    public Varargs invoke4(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
        return run(frame(varargsOf(new LuaValue[] {a, b, c, d})));
    }

    @Override
    public Varargs invoke5(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
        return run(frame(varargsOf(new LuaValue[] {a, b, c, d, e})));
    }

    @Override
    public Varargs invoke(Varargs args) {
        return run(frame(args));
    }

    @Override
    public Varargs enter(Varargs args) {
        return execute(frame(args));
    }
}
