// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The variables in scope. There are few names, so that they shadow one another. */
final class Names {

    private static final String POOL = "abcdefghij";

    private final RandomGenerator random;
    private final List<Variable> visible = new ArrayList<>();

    record Variable(String name, Kind kind) {}

    Names(RandomGenerator random) {
        this.random = random;
    }

    int mark() {
        return visible.size();
    }

    void release(int mark) {
        visible.subList(mark, visible.size()).clear();
    }

    String fresh() {
        return String.valueOf(POOL.charAt(random.nextInt(POOL.length())));
    }

    void add(String name, Kind kind) {
        visible.add(new Variable(name, kind));
    }

    /** The name of a variable of that kind; null where there is none. */
    @Nullable String any(Kind kind) {
        List<String> names = new ArrayList<>();
        for (int i = visible.size() - 1; i >= 0; i--) {
            Variable variable = visible.get(i);
            if ((kind == Kind.ANY || variable.kind == kind) && !isHidden(i)) {
                names.add(variable.name);
            }
        }
        return names.isEmpty() ? null : names.get(random.nextInt(names.size()));
    }

    private boolean isHidden(int index) {
        String name = visible.get(index).name;
        for (int i = index + 1; i < visible.size(); i++) {
            if (visible.get(i).name.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
