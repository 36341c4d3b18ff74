// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Label;
import dev.resty.servlet.lua.syntax.LocalVariable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a function that is too large for HotSpot is divided into methods: which statements and fields of table constructors
 * are parts, and where the variables are that more than one method uses. They are in two arrays that a call of the
 * function makes and hands to its parts: of values (and cells), and of doubles. A part returns how it was left.
 */
final class Division {

    /** A part was left at its end. */
    static final int COMPLETED = 0;

    /** A part was left by {@code return}; the result is the first of the values, or of the doubles. */
    static final int RETURNED = 1;

    /** A part was left by a {@code break} of a loop around it. */
    static final int BROKEN = 2;

    /** A part was left by a call of the function by itself that is a jump to its beginning. */
    static final int RESTARTED = 3;

    /** A part was left to go to a label: this and the label's number. */
    private static final int LABEL = 4;

    private final Map<Block, List<Piece>> blocks = new IdentityHashMap<>();
    private final Map<Expression.TableConstructor, List<Integer>> tables = new IdentityHashMap<>();
    private final Map<LocalVariable, Slot> shared = new IdentityHashMap<>();
    private final Map<Label, Object> homes = new IdentityHashMap<>();
    private final List<Label> labels = new ArrayList<>();
    private final List<Slot> arguments = new ArrayList<>();
    private int values = 1;
    private int numbers = 1;

    /** With the arrays' places for the function's arguments, when it is begun anew from a part. */
    Division(FunctionBody function, BodyType type) {
        for (int i = 0; i < function.parameters().size(); i++) {
            arguments.add(slot(type.isNumber(i) ? Slot.Kind.NUMBER : Slot.Kind.VALUE));
        }
    }

    /** Divides a block. */
    void divide(Block block, List<Piece> pieces) {
        blocks.put(block, pieces);
    }

    /** Divides a table constructor: each part sets the fields up to an index. */
    void divide(Expression.TableConstructor table, List<Integer> ends) {
        tables.put(table, ends);
    }

    /** Has a variable kept in the arrays. */
    void share(LocalVariable variable, Slot.Kind kind) {
        shared.computeIfAbsent(variable, v -> slot(kind));
    }

    private Slot slot(Slot.Kind kind) {
        return new Slot(kind == Slot.Kind.NUMBER ? numbers++ : values++, kind, true);
    }

    /** Says in which method a label is. */
    void label(Label label, Object method) {
        homes.put(label, method);
        labels.add(label);
    }

    /** What a block consists of; null where that is its statements. */
    @Nullable List<Piece> pieces(Block block) {
        return blocks.get(block);
    }

    /** Up to which fields the parts of a table constructor go; null where it has none. */
    @Nullable List<Integer> ends(Expression.TableConstructor table) {
        return tables.get(table);
    }

    /** Where a variable is in the arrays; null where only one method uses it. */
    @Nullable Slot slot(LocalVariable variable) {
        return shared.get(variable);
    }

    /** Where an argument is while the function begins anew. */
    Slot argument(int index) {
        return arguments.get(index);
    }

    /** Whether a label is in a method. */
    boolean isIn(Label label, Object method) {
        return homes.get(label) == method;
    }

    /** How a part is left to go to a label. */
    int exitTo(Label label) {
        return LABEL + labels.indexOf(label);
    }

    /** The label that a part was left for; null where it was left otherwise. */
    @Nullable Label labelOf(int exit) {
        return exit < LABEL ? null : labels.get(exit - LABEL);
    }

    /** The length of the array of values. */
    int values() {
        return values;
    }

    /** The length of the array of doubles. */
    int numbers() {
        return numbers;
    }
}
