// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.FieldGroup;
import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.objectweb.asm.Opcodes;

/**
 * Emits what finds all numeric fields of a variable's table at once, where a block uses several of them, and tells where to look for
 * one then.
 */
final class FieldGroups {

    /** Fewer uses aren't worth it. */
    private static final int FEWEST = 4;

    private final FunctionEmitter f;
    private final Assembler asm;
    private Map<LocalVariable, Group> open = new IdentityHashMap<>();
    private int loops;

    FieldGroups(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** The JVM's variables with the numbers and the layout of a table, and the loop that they were found in. */
    private record Group(int numbers, int layout, List<LuaString> names, int loops) {}

    /** What a block does with groups. */
    final class Scope {

        private final Map<LocalVariable, Group> outer = open;
        private final Map<LocalVariable, FieldUses.Uses> variables;

        private Scope(Block block) {
            variables = FieldUses.of(block, f.analysis).variables;
            variables.entrySet().removeIf(entry -> !isWorth(entry.getKey(), entry.getValue()));
            if (variables.isEmpty()) {
                return;
            }
            open = new IdentityHashMap<>(open);
            Set<LocalVariable> later = new HashSet<>();
            for (Statement statement : block.statements()) {
                if (statement instanceof Statement.LocalDeclaration s) {
                    later.addAll(s.variables());
                }
            }
            variables.forEach((variable, uses) -> {
                if (!later.contains(variable)) {
                    find(variable, uses);
                }
            });
        }

        private boolean isWorth(LocalVariable variable, FieldUses.Uses uses) {
            Group before = open.get(variable);
            return uses.count >= FEWEST && (uses.set || loops > 0) && (before == null || before.loops < loops);
        }

        /** Variables have been declared. */
        void declared(List<LocalVariable> declared) {
            for (LocalVariable variable : declared) {
                FieldUses.Uses uses = variables.get(variable);
                if (uses != null) {
                    find(variable, uses);
                }
            }
        }

        private void find(LocalVariable variable, FieldUses.Uses uses) {
            if (f.owns(variable) && f.slot(variable).kind() != Slot.Kind.VALUE || variable == f.function.self()) {
                return;
            }
            FieldGroup group = new FieldGroup(uses.names, uses.set);
            Group found = new Group(f.reserve(1), f.reserve(1), uses.names, loops);
            f.type.constant(group, group, Jvm.GROUP, asm);
            asm.op(Opcodes.DUP);
            asm.invokeVirtual(Jvm.GROUP, "layout", "()" + Jvm.descriptor(Jvm.LAYOUT));
            asm.op(Opcodes.DUP);
            asm.store(found.layout);
            f.expressions.value(new Expression.Local(0, variable));
            asm.invokeVirtual(Jvm.GROUP, "numbers", "(" + Jvm.descriptor(Jvm.LAYOUT) + Jvm.V + ")[D");
            asm.store(found.numbers);
            open.put(variable, found);
        }

        /** The block is at its end. */
        void close() {
            open = outer;
        }
    }

    /** Begins a block. */
    Scope open(Block block) {
        return new Scope(block);
    }

    /** Begins a loop. */
    void beginLoop() {
        loops++;
    }

    /** Ends a loop. */
    void endLoop() {
        loops--;
    }

    /**
     * Pushes the numbers of a field's table and the field's place among them.
     *
     * @return whether it is in a group; else nothing is pushed
     */
    boolean push(Expression field) {
        Group group = group(field);
        if (group == null) {
            return false;
        }
        LuaString name = ((Expression.Text) ((Expression.Index) field).key()).value();
        asm.load(group.numbers);
        asm.load(group.layout);
        asm.invokeVirtual(Jvm.LAYOUT, "place" + group.names.indexOf(name), "()I");
        return true;
    }

    private @Nullable Group group(Expression field) {
        if (field instanceof Expression.Index e
                && e.object() instanceof Expression.Local object
                && e.key() instanceof Expression.Text key) {
            Group group = open.get(object.variable());
            return group != null && group.names.contains(key.value()) ? group : null;
        }
        return null;
    }
}
