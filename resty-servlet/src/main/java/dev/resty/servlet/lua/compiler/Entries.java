// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The methods by which a function is called. Its statements stand in one method, or in two where the first result and all
 * results are different things; the others bring their arguments into its form. Only methods with statements have line
 * numbers: the others are no frames of Lua.
 */
final class Entries {

    private static final int MOST_DIRECT = 5;

    /** Beyond this many nodes a function's statements are written once only, for all results. */
    private static final int MOST_TWICE = 400;

    private final ClassBuilder owner;
    private final ClassWriter type;
    private final int parameters;
    private final boolean vararg;
    private final BodyType bodyType;
    private final boolean tails;
    private final int results;

    /** The method that gives the first result; empty where there is none. */
    private final String first;

    /** The method that gives all results; empty where that of the first does, too. */
    private final String every;

    Entries(ClassBuilder owner, ClassWriter type) {
        this.owner = owner;
        this.type = type;
        this.parameters = owner.function().parameters().size();
        this.vararg = owner.function().isVararg();
        this.bodyType = owner.bodyType();
        this.tails = owner.shape().tailCalls();
        this.results = owner.analysis().results(owner.function());
        boolean direct = !vararg && parameters <= MOST_DIRECT && !tails && bodyType.isPlain();
        boolean same = results == 0 || results == 1;
        boolean twice = !same && owner.shape().size() <= MOST_TWICE;
        this.first = !same && !twice ? "" : direct ? "call" : "first";
        this.every = same ? "" : direct ? invoke(parameters) : "every";
    }

    private static String invoke(int arguments) {
        return arguments == 0 ? "invoke" : "invoke" + arguments;
    }

    /** The method with the statements that gives the first result; empty where there is none. */
    String first() {
        return first;
    }

    /** Writes them all. */
    void write() {
        if (!first.isEmpty()) {
            body(first, true);
        }
        if (!every.isEmpty()) {
            body(every, false);
        }
        for (int arguments = 0; arguments <= MOST_DIRECT; arguments++) {
            entry("call", arguments, true);
            entry(invoke(arguments), arguments, false);
        }
        list("invoke", true);
        if (tails) {
            list("enter", false);
        }
    }

    private void body(String method, boolean single) {
        int access = method.equals("first") || method.equals("every") ? Opcodes.ACC_PRIVATE : Opcodes.ACC_PUBLIC;
        MethodVisitor code =
                type.visitMethod(access | Opcodes.ACC_FINAL, method, bodyType.descriptor(single), null, null);
        new FunctionEmitter(owner, code, single).emit();
    }

    private void entry(String method, int arguments, boolean wantsFirst) {
        String descriptor = Jvm.values(arguments, wantsFirst ? Jvm.V : Jvm.M);
        boolean isBody =
                method.equals(wantsFirst ? first : every) && descriptor.equals(bodyType.descriptor(wantsFirst));
        if (isBody) {
            return;
        }
        MethodVisitor code = type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, method, descriptor, null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        for (int i = 0; i < parameters; i++) {
            if (i < arguments) {
                code.visitVarInsn(Opcodes.ALOAD, 1 + i);
            } else {
                nil(code);
            }
            parameter(code, i);
        }
        if (vararg) {
            rest(code, arguments);
        }
        finish(code, wantsFirst, true);
    }

    private void parameter(MethodVisitor code, int index) {
        if (bodyType.isNumber(index)) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, Jvm.ARITHMETIC, "parameter", "(" + Jvm.V + ")D", false);
        }
    }

    private void rest(MethodVisitor code, int arguments) {
        int count = arguments - parameters;
        if (count <= 0) {
            none(code);
            return;
        }
        for (int i = parameters; i < arguments; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 1 + i);
        }
        if (count > 1) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, Jvm.DISPATCH, "list", Jvm.values(count, Jvm.M), false);
        }
    }

    private void list(String method, boolean complete) {
        MethodVisitor code =
                type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, method, "(" + Jvm.M + ")" + Jvm.M, null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        for (int i = 0; i < parameters; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 1);
            if (i == 0) {
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Jvm.VARARGS, "arg1", "()" + Jvm.V, false);
            } else {
                Assembler.pushInt(code, i + 1);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Jvm.VARARGS, "arg", "(I)" + Jvm.V, false);
            }
            parameter(code, i);
        }
        if (vararg) {
            code.visitVarInsn(Opcodes.ALOAD, 1);
            if (parameters > 0) {
                Assembler.pushInt(code, parameters + 1);
                code.visitMethodInsn(Opcodes.INVOKESTATIC, Jvm.DISPATCH, "from", "(" + Jvm.M + "I)" + Jvm.M, false);
            }
        }
        finish(code, false, complete);
    }

    /** Calls the body with what was pushed and returns what is wanted. */
    private void finish(MethodVisitor code, boolean wantsFirst, boolean complete) {
        boolean useFirst = wantsFirst ? !first.isEmpty() : every.isEmpty();
        String result = useFirst ? Jvm.V : Jvm.M;
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, owner.name(), useFirst ? first : every, bodyType.descriptor(useFirst), false);
        if (useFirst && bodyType.isNumberResult()) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, Jvm.ARITHMETIC, "box", "(D)" + Jvm.V, false);
        }
        if (tails && complete) {
            pending(code);
            result = Jvm.M;
        }
        if (wantsFirst && result.equals(Jvm.M)) {
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Jvm.VARARGS, "arg1", "()" + Jvm.V, false);
        } else if (!wantsFirst && results == 0) {
            code.visitInsn(Opcodes.POP);
            none(code);
        }
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static void pending(MethodVisitor code) {
        Label done = new Label();
        code.visitInsn(Opcodes.DUP);
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.TAIL_CALL, "PENDING", Jvm.V);
        code.visitJumpInsn(Opcodes.IF_ACMPNE, done);
        code.visitInsn(Opcodes.POP);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, Jvm.CLOSURE, "vm", Jvm.W);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, Jvm.TAIL_CALL, "finish", "(" + Jvm.W + ")" + Jvm.M, false);
        code.visitLabel(done);
    }

    private static void nil(MethodVisitor code) {
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.VALUE, "NIL", Jvm.V);
    }

    private static void none(MethodVisitor code) {
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.VALUE, "NONE", Jvm.V);
    }
}
