// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The objects that a generated class has as static final fields, which HotSpot folds. They are handed to it as its class
 * data.
 */
final class ConstantPool {

    /** So many fields are set by the class's initializer, and so many by each method that it calls for the others. */
    private static final int MOST_AT_ONCE = 4_000;

    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    private final String owner;
    private final List<Object> objects = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final Map<Object, Integer> indexes = new HashMap<>();

    ConstantPool(String owner) {
        this.owner = owner;
    }

    /** Pushes a constant; one that is there already under its key is used again. */
    void push(MethodVisitor code, Object key, Object constant, String type) {
        Integer index = indexes.get(key);
        if (index == null) {
            index = objects.size();
            indexes.put(key, index);
            objects.add(constant);
            types.add(type);
        }
        code.visitFieldInsn(Opcodes.GETSTATIC, owner, "c" + index, Jvm.descriptor(types.get(index)));
    }

    /** How many there are. */
    int size() {
        return objects.size();
    }

    /** The class data. */
    Object[] data() {
        return objects.toArray();
    }

    /** Writes the fields and what fills them; an instance of the class becomes the last of the class data. */
    void write(ClassVisitor type) {
        for (int i = 0; i < objects.size(); i++) {
            type.visitField(
                            Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | (i < MOST_AT_ONCE ? Opcodes.ACC_FINAL : 0),
                            "c" + i,
                            Jvm.descriptor(types.get(i)),
                            null,
                            null)
                    .visitEnd();
        }
        MethodVisitor code = type.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC, "java/lang/invoke/MethodHandles", "lookup", "()L" + LOOKUP + ";", false);
        code.visitLdcInsn("_");
        code.visitLdcInsn(Type.getType("[Ljava/lang/Object;"));
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "classData",
                "(L" + LOOKUP + ";Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;",
                false);
        code.visitTypeInsn(Opcodes.CHECKCAST, "[Ljava/lang/Object;");
        code.visitVarInsn(Opcodes.ASTORE, 0);
        set(code, 0);
        for (int from = MOST_AT_ONCE; from < objects.size(); from += MOST_AT_ONCE) {
            String name = "constants" + from;
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, "([Ljava/lang/Object;)V", false);
            further(type, name, from);
        }
        code.visitVarInsn(Opcodes.ALOAD, 0);
        Assembler.pushInt(code, objects.size());
        code.visitTypeInsn(Opcodes.NEW, owner);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, "<init>", "()V", false);
        code.visitInsn(Opcodes.AASTORE);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void further(ClassVisitor type, String name, int from) {
        MethodVisitor code =
                type.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, "([Ljava/lang/Object;)V", null, null);
        code.visitCode();
        set(code, from);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Sets fields from the array in the first variable. */
    private void set(MethodVisitor code, int from) {
        for (int i = from; i < Math.min(objects.size(), from + MOST_AT_ONCE); i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            Assembler.pushInt(code, i);
            code.visitInsn(Opcodes.AALOAD);
            code.visitTypeInsn(Opcodes.CHECKCAST, types.get(i));
            code.visitFieldInsn(Opcodes.PUTSTATIC, owner, "c" + i, Jvm.descriptor(types.get(i)));
        }
    }
}
