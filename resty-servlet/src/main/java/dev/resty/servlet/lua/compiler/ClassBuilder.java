// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The class of one function: its constants, its upvalues as fields, its entries and its body. An instance that belongs to
 * no worker makes the others; the class leaves it in its class data.
 */
final class ClassBuilder {

    /** What the names of generated classes begin with. */
    static final String NAME_PREFIX = "dev/resty/servlet/lua/compiler/Lua$";

    private static final String CONSTRUCTOR = "(" + Jvm.W + Jvm.descriptor(Jvm.LUA_TABLE) + "[Ljava/lang/Object;)V";

    private final CompiledTemplate template;
    private final FunctionBody function;
    private final Analysis analysis;
    private final FunctionShape shape;
    private final BodyType bodyType;
    private final String name;
    private final ClassWriter type = new Writer();
    private final PlaceTable places = new PlaceTable();
    private final ConstantPool constants;
    private final @Nullable Division division;
    private final int largestMethod;
    private String firstBody = "";
    private int partsMade;

    /**
     * A builder.
     *
     * @param largestMethod how many bytes of code the function's methods can have
     * @param division how the function is divided; null where it is in one piece
     */
    ClassBuilder(CompiledTemplate template, Analysis analysis, int largestMethod, @Nullable Division division) {
        this.largestMethod = largestMethod;
        this.division = division;
        this.template = template;
        this.function = template.code().function();
        this.analysis = analysis;
        this.shape = FunctionShape.of(function);
        this.bodyType = new BodyType(function, analysis);
        this.name = NAME_PREFIX + readable(template.code().shortName()) + "_" + function.firstLine();
        this.constants = new ConstantPool(name);
    }

    private static String readable(String chunk) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < chunk.length(); i++) {
            char c = chunk.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            text.append(plain ? c : '_');
        }
        return text.toString();
    }

    /** The class file. */
    byte[] build() {
        type.visit(
                Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, Jvm.CLOSURE, new String[] {Jvm.MAKER});
        type.visitSource(template.code().shortName(), null);
        entries().write();
        upvalueFields();
        constructors();
        make();
        code();
        upvalueGetter();
        upvalueSetter();
        constants.write(type);
        type.visitEnd();
        return type.toByteArray();
    }

    private Entries entries() {
        Entries made = new Entries(this, type);
        firstBody = made.first();
        return made;
    }

    /** The name of the method with the statements that gives the first result. */
    String firstBody() {
        return firstBody;
    }

    /** What the class is to be given as class data. */
    Object[] data() {
        return constants.data();
    }

    Place[] placeArray() {
        return places.all();
    }

    FunctionBody function() {
        return function;
    }

    Analysis analysis() {
        return analysis;
    }

    FunctionShape shape() {
        return shape;
    }

    BodyType bodyType() {
        return bodyType;
    }

    /** Whether the function can call its own statements without going by an entry. */
    boolean isDirect() {
        return !function.isVararg() && analysis.results(function) == 1;
    }

    /** How the function is divided; null where it is in one piece. */
    @Nullable Division division() {
        return division;
    }

    int largestMethod() {
        return largestMethod;
    }

    /** A name for a part. {@link dev.resty.servlet.lua.runtime.CallStack} knows parts by their names. */
    String nextPart() {
        return "part" + partsMade++;
    }

    /** The method of a part. */
    MethodVisitor part(String part, String descriptor) {
        return type.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, part, descriptor, null, null);
    }

    PlaceTable places() {
        return places;
    }

    String name() {
        return name;
    }

    /** Whether its calls count for the depth of the stack. */
    boolean isCounted() {
        return shape.calls();
    }

    /** Whether it puts itself where it is found by level. */
    boolean isNoted() {
        return shape.asks() || shape.calls() && analysis.asksByLevel();
    }

    /** Pushes a constant; {@code key} says which are the same. */
    void constant(Object key, Object value, String valueType, Assembler asm) {
        constants.push(asm.code(), key, value, valueType);
    }

    /** Pushes the template of an inner function. */
    void template(FunctionBody inner, Assembler asm) {
        constants.push(asm.code(), inner, template.inner(inner), Jvm.TEMPLATE);
    }

    /** Pushes an upvalue: its cell, or its value where it needs none. */
    void upvalue(LocalVariable variable, Assembler asm) {
        asm.load(0);
        asm.getField(name, "u" + function.upvalues().indexOf(variable), Jvm.descriptor(typeOf(variable)));
    }

    private static String typeOf(LocalVariable upvalue) {
        return upvalue.needsCell() ? Jvm.CELL : Jvm.VALUE;
    }

    private boolean isField(int upvalue) {
        return function.upvalues().get(upvalue) != function.self();
    }

    private void upvalueFields() {
        for (int i = 0; i < function.upvalues().size(); i++) {
            if (isField(i)) {
                String descriptor = Jvm.descriptor(typeOf(function.upvalues().get(i)));
                type.visitField(Opcodes.ACC_PRIVATE, "u" + i, descriptor, null, null)
                        .visitEnd();
            }
        }
    }

    private void constructors() {
        MethodVisitor maker = method(Opcodes.ACC_PRIVATE, "<init>", "()V");
        maker.visitVarInsn(Opcodes.ALOAD, 0);
        maker.visitInsn(Opcodes.ACONST_NULL);
        maker.visitInsn(Opcodes.ACONST_NULL);
        superConstructor(maker);
        end(maker, Opcodes.RETURN);
        MethodVisitor code = method(Opcodes.ACC_PRIVATE, "<init>", CONSTRUCTOR);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        superConstructor(code);
        for (int i = 0; i < function.upvalues().size(); i++) {
            if (isField(i)) {
                String of = typeOf(function.upvalues().get(i));
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitVarInsn(Opcodes.ALOAD, 3);
                Assembler.pushInt(code, i);
                code.visitInsn(Opcodes.AALOAD);
                code.visitTypeInsn(Opcodes.CHECKCAST, of);
                code.visitFieldInsn(Opcodes.PUTFIELD, name, "u" + i, Jvm.descriptor(of));
            }
        }
        end(code, Opcodes.RETURN);
    }

    private static void superConstructor(MethodVisitor code) {
        code.visitMethodInsn(
                Opcodes.INVOKESPECIAL,
                Jvm.CLOSURE,
                "<init>",
                "(" + Jvm.W + Jvm.descriptor(Jvm.LUA_TABLE) + ")V",
                false);
    }

    private void make() {
        MethodVisitor code = method(
                Opcodes.ACC_PUBLIC,
                "make",
                "(" + Jvm.W + Jvm.descriptor(Jvm.LUA_TABLE) + "[Ljava/lang/Object;)" + Jvm.descriptor(Jvm.CLOSURE));
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitVarInsn(Opcodes.ALOAD, 3);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", CONSTRUCTOR, false);
        end(code, Opcodes.ARETURN);
    }

    private void code() {
        MethodVisitor code = method(Opcodes.ACC_PUBLIC, "code", "()" + Jvm.descriptor(Jvm.CODE));
        constants.push(code, template.code(), template.code(), Jvm.CODE);
        end(code, Opcodes.ARETURN);
    }

    private void upvalueGetter() {
        MethodVisitor code = method(Opcodes.ACC_PUBLIC, "upvalue", "(I)" + Jvm.V);
        Label other = new Label();
        Label[] cases = cases(code, other);
        for (int i = 0; i < cases.length; i++) {
            code.visitLabel(cases[i]);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            if (isField(i)) {
                String of = typeOf(function.upvalues().get(i));
                code.visitFieldInsn(Opcodes.GETFIELD, name, "u" + i, Jvm.descriptor(of));
                if (of.equals(Jvm.CELL)) {
                    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Jvm.CELL, "get", "()" + Jvm.V, false);
                }
            }
            code.visitInsn(Opcodes.ARETURN);
        }
        code.visitLabel(other);
        code.visitFieldInsn(Opcodes.GETSTATIC, Jvm.VALUE, "NIL", Jvm.V);
        end(code, Opcodes.ARETURN);
    }

    /** Jumps by the index, to one of the labels given or to {@code other}. */
    private Label[] cases(MethodVisitor code, Label other) {
        Label[] labels = new Label[function.upvalues().size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = new Label();
            code.visitVarInsn(Opcodes.ILOAD, 1);
            Assembler.pushInt(code, i);
            code.visitJumpInsn(Opcodes.IF_ICMPEQ, labels[i]);
        }
        code.visitJumpInsn(Opcodes.GOTO, other);
        return labels;
    }

    private void upvalueSetter() {
        MethodVisitor code = method(Opcodes.ACC_PUBLIC, "upvalue", "(I" + Jvm.V + ")V");
        Label other = new Label();
        Label[] cases = cases(code, other);
        for (int i = 0; i < cases.length; i++) {
            code.visitLabel(cases[i]);
            if (isField(i)) {
                String of = typeOf(function.upvalues().get(i));
                code.visitVarInsn(Opcodes.ALOAD, 0);
                if (of.equals(Jvm.CELL)) {
                    code.visitFieldInsn(Opcodes.GETFIELD, name, "u" + i, Jvm.descriptor(of));
                    code.visitVarInsn(Opcodes.ALOAD, 2);
                    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Jvm.CELL, "set", "(" + Jvm.V + ")V", false);
                } else {
                    code.visitVarInsn(Opcodes.ALOAD, 2);
                    code.visitFieldInsn(Opcodes.PUTFIELD, name, "u" + i, Jvm.descriptor(of));
                }
            }
            code.visitInsn(Opcodes.RETURN);
        }
        code.visitLabel(other);
        end(code, Opcodes.RETURN);
    }

    private MethodVisitor method(int access, String method, String descriptor) {
        MethodVisitor code = type.visitMethod(access, method, descriptor, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code, int returns) {
        code.visitInsn(returns);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Finds what types have in common without loading classes. */
    private static final class Writer extends ClassWriter {

        Writer() {
            super(COMPUTE_FRAMES | COMPUTE_MAXS);
        }

        @Override
        protected String getCommonSuperClass(String one, String other) {
            return Jvm.common(one, other);
        }
    }
}
