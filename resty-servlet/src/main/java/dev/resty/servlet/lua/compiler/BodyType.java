// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import java.util.List;

/** The types of the methods with a function's statements: numbers that are certain go in and out as doubles. */
final class BodyType {

    private final boolean vararg;
    private final boolean[] numbers;
    private final boolean numberResult;

    BodyType(FunctionBody function, Analysis analysis) {
        List<LocalVariable> parameters = function.parameters();
        vararg = function.isVararg();
        numbers = new boolean[parameters.size()];
        for (int i = 0; i < numbers.length; i++) {
            LocalVariable parameter = parameters.get(i);
            numbers[i] = !vararg && !parameter.needsCell() && analysis.isNumber(parameter);
        }
        numberResult = !vararg && analysis.results(function) == 1 && analysis.result(function) == Kinds.NUMBER;
    }

    /** Whether nothing but Lua values goes in and out. */
    boolean isPlain() {
        for (boolean number : numbers) {
            if (number) {
                return false;
            }
        }
        return !numberResult;
    }

    int parameters() {
        return numbers.length;
    }

    /** Whether a parameter is passed as a double. */
    boolean isNumber(int parameter) {
        return numbers[parameter];
    }

    /** Whether the first result comes as a double. */
    boolean isNumberResult() {
        return numberResult;
    }

    /** The JVM's variable of an argument; of the list of further ones where it is the number of parameters. */
    int variable(int argument) {
        int index = 1;
        for (int i = 0; i < argument; i++) {
            index += numbers[i] ? 2 : 1;
        }
        return index;
    }

    /** The descriptor of the method that returns the first result, or all. */
    String descriptor(boolean single) {
        StringBuilder text = new StringBuilder("(");
        for (boolean number : numbers) {
            text.append(number ? "D" : Jvm.V);
        }
        return text.append(vararg ? Jvm.M : "")
                .append(')')
                .append(!single ? Jvm.M : numberResult ? "D" : Jvm.V)
                .toString();
    }
}
