// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Place;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Writes the instructions of one method: those that Lua code is made of. */
final class Assembler {

    private final MethodVisitor code;
    private final PlaceTable places;
    private int lastPlace = -1;

    Assembler(MethodVisitor code, PlaceTable places) {
        this.code = code;
        this.places = places;
    }

    MethodVisitor code() {
        return code;
    }

    /** Says that the next instruction is at this place. */
    void at(Place place) {
        int index = places.index(place);
        if (index != lastPlace) {
            lastPlace = index;
            Label here = new Label();
            code.visitLabel(here);
            code.visitLineNumber(index, here);
        }
    }

    void label(Label label) {
        code.visitLabel(label);
    }

    void jump(Label target) {
        code.visitJumpInsn(Opcodes.GOTO, target);
    }

    void jump(int opcode, Label target) {
        code.visitJumpInsn(opcode, target);
    }

    void op(int opcode) {
        code.visitInsn(opcode);
    }

    void load(int variable) {
        code.visitVarInsn(Opcodes.ALOAD, variable);
    }

    void store(int variable) {
        code.visitVarInsn(Opcodes.ASTORE, variable);
    }

    void loadDouble(int variable) {
        code.visitVarInsn(Opcodes.DLOAD, variable);
    }

    void storeDouble(int variable) {
        code.visitVarInsn(Opcodes.DSTORE, variable);
    }

    void nil() {
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.VALUE, "NIL", Jvm.V);
    }

    void none() {
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.VALUE, "NONE", Jvm.V);
    }

    void bool(boolean value) {
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.VALUE, value ? "TRUE" : "FALSE", Jvm.descriptor(Jvm.BOOLEAN));
    }

    void number(double value) {
        if (value == 1 || value == 0 && 1 / value > 0) {
            code.visitInsn(value == 1 ? Opcodes.DCONST_1 : Opcodes.DCONST_0);
        } else {
            code.visitLdcInsn(value);
        }
    }

    void integer(int value) {
        pushInt(code, value);
    }

    static void pushInt(MethodVisitor code, int value) {
        if (value >= -1 && value <= 5) {
            code.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (short) value) {
            code.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    void getField(String owner, String name, String descriptor) {
        code.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
    }

    void putField(String owner, String name, String descriptor) {
        code.visitFieldInsn(Opcodes.PUTFIELD, owner, name, descriptor);
    }

    void invokeStatic(String owner, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    void invokeVirtual(String owner, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    void operator(String name, String descriptor) {
        invokeStatic(Jvm.OPERATORS, name, descriptor);
    }

    void dispatch(String name, String descriptor) {
        invokeStatic(Jvm.DISPATCH, name, descriptor);
    }

    /** Turns the double on the stack into a Lua number. */
    void box() {
        invokeStatic(Jvm.ARITHMETIC, "box", "(D)" + Jvm.V);
    }
}
