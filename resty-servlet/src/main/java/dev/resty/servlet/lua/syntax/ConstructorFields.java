// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import dev.resty.servlet.lua.syntax.Expression.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a table constructor sets its fields. LuaJIT makes a table of what is constant first and sets the rest
 * then, so that in {@code {[1] = f(), 2}} it is {@code f()} that stays. This is seen only where a key occurs twice.
 */
final class ConstructorFields {

    private static final Object NIL = new Object();

    private ConstructorFields() {}

    /** The fields in the order in which they are to be set. */
    static List<Field> ordered(List<Field> fields) {
        boolean open = !fields.isEmpty()
                && fields.get(fields.size() - 1) instanceof Field.Item last
                && last.value().isMultiple();
        boolean keyed = fields.stream().anyMatch(Field.Keyed.class::isInstance);
        if (open || !keyed || !hasTwice(fields)) {
            return fields;
        }
        List<Field> constant = new ArrayList<>();
        List<Field> others = new ArrayList<>();
        int position = 0;
        for (Field field : fields) {
            Field.Keyed set = field instanceof Field.Keyed k ? k : element(field.value(), ++position);
            boolean first = key(set.key()) != null && isConstant(set.value());
            (first ? constant : others).add(set);
        }
        constant.addAll(others);
        return constant;
    }

    private static Field.Keyed element(Expression value, int position) {
        return new Field.Keyed(value.line(), new Expression.Number(value.line(), position), value);
    }

    private static boolean hasTwice(List<Field> fields) {
        Set<Object> keys = new HashSet<>();
        int position = 0;
        for (Field field : fields) {
            Object key = field instanceof Field.Keyed k ? key(k.key()) : Double.valueOf(++position);
            if (key != null && !keys.add(key)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object key(Expression expression) {
        Object value = constant(expression);
        return value == NIL ? null : value;
    }

    private static boolean isConstant(Expression expression) {
        return constant(expression) != null;
    }

    /** The value that LuaJIT, too, knows when it compiles; null where it knows none. */
    private static @Nullable Object constant(Expression expression) {
        if (expression instanceof Expression.Nil) {
            return NIL;
        } else if (expression instanceof Expression.Text e) {
            return e.value();
        } else if (expression instanceof Expression.Number e) {
            return e.value() + 0.0;
        } else if (expression instanceof Expression.Bool e) {
            return e.value();
        } else if (expression instanceof Expression.Parenthesized e) {
            return constant(e.inner());
        } else if (expression instanceof Expression.And e) {
            Object left = constant(e.left());
            return left != null && isTrue(left) ? constant(e.right()) : null;
        } else if (expression instanceof Expression.Or e) {
            Object left = constant(e.left());
            return left != null && !isTrue(left) ? constant(e.right()) : null;
        } else if (expression instanceof Expression.Not e) {
            Object operand = constant(e.operand());
            return operand == null ? null : !isTrue(operand);
        } else if (expression instanceof Expression.Negate e) {
            return constant(e.operand()) instanceof Double number && number != 0 ? -number : null;
        } else if (expression instanceof Expression.Binary e
                && constant(e.left()) instanceof Double left
                && constant(e.right()) instanceof Double right) {
            return Operation.folded(e.operator(), left, right);
        }
        return null;
    }

    private static boolean isTrue(Object constant) {
        return constant != NIL && !constant.equals(false);
    }
}
