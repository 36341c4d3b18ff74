// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Names;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.Expression.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.objectweb.asm.Opcodes;

/** Emits table constructors. */
final class TableConstructors {

    /** The place of a field that the template has with its value. */
    private static final int FILLED = -1;

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Expressions expressions;

    TableConstructors(FunctionEmitter f, Expressions expressions) {
        this.f = f;
        this.asm = f.asm;
        this.expressions = expressions;
    }

    /** Pushes a new table. */
    void table(Expression.TableConstructor e) {
        List<Field> fields = e.fields();
        int items = 0;
        List<LuaString> names = new ArrayList<>();
        boolean plain = true;
        for (Field field : fields) {
            if (field instanceof Field.Keyed keyed) {
                if (keyed.key() instanceof Expression.Text key) {
                    plain &= !names.contains(key.value());
                    names.add(Names.intern(key.value()));
                } else {
                    // May be one of the names, or make the table grow.
                    plain = false;
                }
            } else {
                items++;
            }
        }
        Map<Field, Integer> places = new IdentityHashMap<>();
        if (plain && !names.isEmpty()) {
            template(e, fields, names, items, places);
        } else {
            asm.code().visitTypeInsn(Opcodes.NEW, Jvm.TABLE);
            asm.op(Opcodes.DUP);
            asm.integer(items);
            asm.integer(fields.size() - items);
            asm.code().visitMethodInsn(Opcodes.INVOKESPECIAL, Jvm.TABLE, "<init>", "(II)V", false);
        }
        List<Integer> ends = f.parts.endsOf(e);
        if (ends == null) {
            fill(fields, places, 0, fields.size());
        } else {
            f.parts.fields(e, ends, (part, from, to) -> new TableConstructors(part, part.expressions)
                    .fill(fields, places, from, to));
        }
    }

    /** Emits what sets some of a table's fields. */
    @FunctionalInterface
    interface Fill {
        void fill(FunctionEmitter emitter, int from, int to);
    }

    /** Pushes an instance of a template with the fields that have constant names, and sets the constant values in it. */
    private void template(
            Expression.TableConstructor e,
            List<Field> fields,
            List<LuaString> names,
            int items,
            Map<Field, Integer> places) {
        int[] found = new int[names.size()];
        Table template = Table.template(names, found, items);
        int next = 0;
        for (Field field : fields) {
            if (field instanceof Field.Keyed keyed && keyed.key() instanceof Expression.Text) {
                LuaValue constant = constant(keyed.value());
                if (constant != null) {
                    template.fill(found[next], constant);
                }
                places.put(field, constant == null ? found[next] : FILLED);
                next++;
            }
        }
        f.type.constant(e, template, Jvm.TABLE, asm);
        asm.invokeVirtual(Jvm.TABLE, "instance", "()" + Jvm.descriptor(Jvm.TABLE));
    }

    private static @Nullable LuaValue constant(Expression expression) {
        if (expression instanceof Expression.Number e) {
            return Arithmetic.box(e.value());
        } else if (expression instanceof Expression.Text e) {
            return Names.intern(e.value());
        } else if (expression instanceof Expression.Bool e) {
            return LuaValue.valueOf(e.value());
        }
        return null;
    }

    /** Sets what the template, if there is one, hasn't. */
    private void fill(List<Field> fields, Map<Field, Integer> places, int from, int to) {
        int position = 0;
        for (Field field : fields.subList(0, from)) {
            position += field instanceof Field.Item ? 1 : 0;
        }
        for (int i = from; i < to; i++) {
            Field field = fields.get(i);
            if (field instanceof Field.Keyed keyed) {
                Integer place = places.get(field);
                if (place == null) {
                    keyed(keyed);
                } else if (place != FILLED) {
                    asm.op(Opcodes.DUP);
                    asm.integer(place);
                    expressions.value(keyed.value());
                    asm.invokeVirtual(Jvm.TABLE, "fill", "(I" + Jvm.V + ")V");
                }
                continue;
            }
            Expression value = field.value();
            position++;
            asm.op(Opcodes.DUP);
            asm.integer(position);
            if (i == fields.size() - 1 && value.isMultiple()) {
                expressions.values(value);
                asm.dispatch("append", "(" + Jvm.descriptor(Jvm.TABLE) + "I" + Jvm.M + ")V");
            } else {
                expressions.value(value);
                asm.invokeVirtual(Jvm.TABLE, "rawset", "(I" + Jvm.V + ")V");
            }
        }
    }

    private void keyed(Field.Keyed keyed) {
        asm.op(Opcodes.DUP);
        f.vm();
        asm.op(Opcodes.SWAP);
        if (keyed.key() instanceof Expression.Text key) {
            expressions.text(key.value());
            expressions.value(keyed.value());
            f.at(keyed.line(), null, null, "__newindex");
            asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.V + ")V");
        } else {
            expressions.operands(keyed.key(), keyed.value());
            f.at(keyed.line(), null, null, "__newindex");
            asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.V + Jvm.V + ")V");
        }
    }
}
