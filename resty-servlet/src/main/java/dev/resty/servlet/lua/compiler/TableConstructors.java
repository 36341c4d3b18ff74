// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.Expression.Field;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Emits table constructors. */
final class TableConstructors {

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
        for (Field field : fields) {
            items += field instanceof Field.Item ? 1 : 0;
        }
        asm.code().visitTypeInsn(Opcodes.NEW, Jvm.TABLE);
        asm.op(Opcodes.DUP);
        asm.integer(items);
        asm.integer(fields.size() - items);
        asm.code().visitMethodInsn(Opcodes.INVOKESPECIAL, Jvm.TABLE, "<init>", "(II)V", false);
        int position = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i) instanceof Field.Keyed keyed) {
                keyed(keyed);
                continue;
            }
            Expression value = fields.get(i).value();
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
