// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Callable;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.runtime.TailCall;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Calls, by how many arguments they have. */
final class Calls {

    private Calls() {}

    /** A call, of a function or a method. */
    abstract static class Call extends Node {

        final Place place;

        Call(Place place) {
            this.place = place;
        }

        /** What to call; the arguments are evaluated already. */
        final Callable callee(Frame frame, LuaValue value) {
            frame.place = place;
            return value instanceof Callable function ? function : Operators.callable(value);
        }

        /** Makes the call as the function's last act. */
        abstract Varargs asTail(Frame frame);
    }

    /** The call of a value with its arguments. */
    abstract static class Plain extends Call {

        final Node function;
        final Values arguments;

        Plain(Place place, Node function, Values arguments) {
            super(place);
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        final Varargs asTail(Frame frame) {
            LuaValue value = function.eval(frame);
            Varargs args = arguments.all(frame);
            return TailCall.defer(callee(frame, value), args);
        }
    }

    /** A call of a value. */
    static Call call(Place place, Node function, Values arguments) {
        Node[] nodes = arguments.nodes;
        return switch (arguments.isOpen ? -1 : nodes.length) {
            case 0 -> new Call0(place, function, arguments);
            case 1 -> new Call1(place, function, arguments, nodes[0]);
            case 2 -> new Call2(place, function, arguments, nodes[0], nodes[1]);
            case 3 -> new Call3(place, function, arguments, nodes[0], nodes[1], nodes[2]);
            default -> new CallMany(place, function, arguments);
        };
    }

    private static final class Call0 extends Plain {

        Call0(Place place, Node function, Values arguments) {
            super(place, function, arguments);
        }

        @Override
        LuaValue eval(Frame frame) {
            return callee(frame, function.eval(frame)).call();
        }

        @Override
        Varargs all(Frame frame) {
            return callee(frame, function.eval(frame)).invoke();
        }
    }

    private static final class Call1 extends Plain {

        private final Node first;

        Call1(Place place, Node function, Values arguments, Node first) {
            super(place, function, arguments);
            this.first = first;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = function.eval(frame);
            LuaValue a = first.eval(frame);
            return callee(frame, value).call(a);
        }

        @Override
        Varargs all(Frame frame) {
            LuaValue value = function.eval(frame);
            LuaValue a = first.eval(frame);
            return callee(frame, value).invoke1(a);
        }
    }

    private static final class Call2 extends Plain {

        private final Node first;
        private final Node second;

        Call2(Place place, Node function, Values arguments, Node first, Node second) {
            super(place, function, arguments);
            this.first = first;
            this.second = second;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = function.eval(frame);
            LuaValue a = first.eval(frame);
            LuaValue b = second.eval(frame);
            return callee(frame, value).call(a, b);
        }

        @Override
        Varargs all(Frame frame) {
            LuaValue value = function.eval(frame);
            LuaValue a = first.eval(frame);
            LuaValue b = second.eval(frame);
            return callee(frame, value).invoke2(a, b);
        }
    }

    private static final class Call3 extends Plain {

        private final Node first;
        private final Node second;
        private final Node third;

        Call3(Place place, Node function, Values arguments, Node first, Node second, Node third) {
            super(place, function, arguments);
            this.first = first;
            this.second = second;
            this.third = third;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = function.eval(frame);
            LuaValue a = first.eval(frame);
            LuaValue b = second.eval(frame);
            LuaValue c = third.eval(frame);
            return callee(frame, value).call(a, b, c);
        }

        @Override
        Varargs all(Frame frame) {
            LuaValue value = function.eval(frame);
            LuaValue a = first.eval(frame);
            LuaValue b = second.eval(frame);
            LuaValue c = third.eval(frame);
            return callee(frame, value).invoke3(a, b, c);
        }
    }

    private static final class CallMany extends Plain {

        CallMany(Place place, Node function, Values arguments) {
            super(place, function, arguments);
        }

        @Override
        LuaValue eval(Frame frame) {
            return all(frame).arg1();
        }

        @Override
        Varargs all(Frame frame) {
            LuaValue value = function.eval(frame);
            Varargs args = arguments.all(frame);
            return callee(frame, value).invoke(args);
        }
    }

    /** {@code object:name(arguments)}: the method is looked up before the arguments are evaluated. */
    static final class Method extends Call {

        private final Place lookup;
        private final Node object;
        private final LuaString name;
        private final Values arguments;
        private final int count;

        /**
         * A call of a method.
         *
         * @param lookup the place where the method is looked up
         */
        Method(Place lookup, Place place, Node object, LuaString name, Values arguments) {
            super(place);
            this.lookup = lookup;
            this.object = object;
            this.name = name;
            this.arguments = arguments;
            this.count = arguments.isOpen ? -1 : arguments.nodes.length;
        }

        private LuaValue method(Frame frame, LuaValue self) {
            frame.place = lookup;
            return Operators.method(frame.vm, self, name);
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue self = object.eval(frame);
            LuaValue method = method(frame, self);
            Node[] nodes = arguments.nodes;
            switch (count) {
                case 0:
                    return callee(frame, method).call(self);
                case 1:
                    LuaValue only = nodes[0].eval(frame);
                    return callee(frame, method).call(self, only);
                case 2:
                    LuaValue a = nodes[0].eval(frame);
                    LuaValue b = nodes[1].eval(frame);
                    return callee(frame, method).call(self, a, b);
                default:
                    Varargs args = LuaValue.varargsOf(self, arguments.all(frame));
                    return callee(frame, method).invoke(args).arg1();
            }
        }

        @Override
        Varargs all(Frame frame) {
            LuaValue self = object.eval(frame);
            LuaValue method = method(frame, self);
            Node[] nodes = arguments.nodes;
            switch (count) {
                case 0:
                    return callee(frame, method).invoke1(self);
                case 1:
                    LuaValue only = nodes[0].eval(frame);
                    return callee(frame, method).invoke2(self, only);
                default:
                    Varargs args = LuaValue.varargsOf(self, arguments.all(frame));
                    return callee(frame, method).invoke(args);
            }
        }

        @Override
        Varargs asTail(Frame frame) {
            LuaValue self = object.eval(frame);
            LuaValue method = method(frame, self);
            Varargs args = LuaValue.varargsOf(self, arguments.all(frame));
            return TailCall.defer(callee(frame, method), args);
        }
    }
}
