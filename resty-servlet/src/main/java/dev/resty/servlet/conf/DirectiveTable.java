// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every directive that is known, by name. */
final class DirectiveTable {

    /** All directive families. */
    static final DirectiveTable ALL = all();

    private final Map<String, List<DirectiveType>> types = new HashMap<>();

    private static DirectiveTable all() {
        DirectiveTable table = new DirectiveTable();
        MainDirectives.register(table);
        ServerDirectives.register(table);
        LocationDirectives.register(table);
        CoreDirectives.register(table);
        AccessDirectives.register(table);
        RewriteDirectives.register(table);
        HeaderDirectives.register(table);
        ProxyDirectives.register(table);
        UpstreamDirectives.register(table);
        MapDirectives.register(table);
        LogDirectives.register(table);
        LuaPhaseDirectives.register(table);
        LuaSettingDirectives.register(table);
        DictDirectives.register(table);
        EchoDirectives.register(table);
        WafDirectives.register(table);
        ContainerDirectives.register(table);
        return table;
    }

    /** All directives, sorted by name; several share one. */
    List<DirectiveType> types() {
        return types.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(DirectiveType::name))
                .toList();
    }

    /** Whether a directive of that name can stand in a context. */
    boolean allows(String name, Context context) {
        for (DirectiveType type : types.getOrDefault(name, List.of())) {
            if (type.contexts().contains(context)) {
                return true;
            }
        }
        return false;
    }

    /** The type of a directive in a context: several share a name, such as the {@code server} of an upstream. */
    DirectiveType of(Directive directive, Context context) {
        List<DirectiveType> named = types.get(directive.name());
        if (named == null) {
            throw directive.error("unknown directive \"" + directive.name() + "\"", suggestion(directive.name()));
        }
        for (DirectiveType type : named) {
            if (type.contexts().contains(context)) {
                return type;
            }
        }
        return named.get(0);
    }

    /** Adds a directive without braces, or a Lua block. */
    void simple(String name, Set<Context> contexts, int min, int max, DirectiveType.Action action) {
        add(new DirectiveType(name, contexts, min, max, DirectiveType.Form.SIMPLE, action));
    }

    /** Adds a directive with braces. */
    void block(String name, Set<Context> contexts, int min, int max, DirectiveType.Action action) {
        add(new DirectiveType(name, contexts, min, max, DirectiveType.Form.BLOCK, action));
    }

    /** Adds a directive with one argument, {@code on} or {@code off}. */
    void flag(Set<Context> contexts, Key<Boolean> key) {
        simple(key.directive(), contexts, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(key, Units.flag(directive), directive);
        });
    }

    /** Adds a directive with one argument, a number. */
    void number(Set<Context> contexts, Key<Integer> key) {
        simple(key.directive(), contexts, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(key, Units.number(directive), directive);
        });
    }

    /** Adds a directive with one argument, a size in bytes. */
    void size(Set<Context> contexts, Key<Long> key) {
        simple(key.directive(), contexts, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(key, Units.size(directive), directive);
        });
    }

    /** Adds a directive with one argument, a time. */
    void time(Set<Context> contexts, Key<Duration> key) {
        simple(key.directive(), contexts, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(key, Units.time(directive), directive);
        });
    }

    /** Adds a directive. */
    void add(DirectiveType type) {
        types.computeIfAbsent(type.name(), name -> new ArrayList<>(1)).add(type);
    }

    private String suggestion(String name) {
        String best = "";
        int bestDistance = Math.max(1, name.length() / 3) + 1;
        for (String known : types.keySet()) {
            int distance = distance(name, known, bestDistance + 1);
            if (distance < bestDistance || (distance == bestDistance && !best.isEmpty() && known.compareTo(best) < 0)) {
                best = known;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "no directive of that name is supported" : "did you mean \"" + best + "\"?";
    }

    /** The edit distance of two names, or {@code limit} where it is that or more. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return Math.min(limit, row[b.length()]);
    }
}
