// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.Content;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** {@code echo} of the echo module. */
final class EchoDirectives {

    private EchoDirectives() {}

    static void register(DirectiveTable table) {
        table.simple(
                "echo", EnumSet.of(Context.LOCATION, Context.LOCATION_IF), 0, DirectiveType.ANY, EchoDirectives::echo);
    }

    private static void echo(Draft draft, Scope scope, Directive directive) {
        List<String> args = directive.args();
        boolean lineEnd = true;
        int start = 0;
        while (start < args.size() && args.get(start).equals("-n")) {
            lineEnd = false;
            start++;
        }
        if (start < args.size() && args.get(start).equals("--")) {
            start++;
        }
        String text = String.join(" ", args.subList(start, args.size())) + (lineEnd ? "\n" : "");
        List<Value> lines = new ArrayList<>();
        if (scope.own(LuaPhaseDirectives.CONTENT) instanceof Content.Echo before) {
            lines.addAll(before.lines());
            lines.add(draft.value(text, directive));
            scope.set(LuaPhaseDirectives.CONTENT, new Content.Echo(List.copyOf(lines)));
            return;
        }
        lines.add(draft.value(text, directive));
        LuaPhaseDirectives.content(draft, scope, directive, new Content.Echo(List.copyOf(lines)));
    }
}
