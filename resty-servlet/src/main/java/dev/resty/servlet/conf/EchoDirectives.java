// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.Content;
import dev.resty.servlet.conf.LocationConf.EchoStep;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The directives of the echo module that need no subrequest. */
final class EchoDirectives {

    private static final Set<Context> CONTEXTS = EnumSet.of(Context.LOCATION, Context.LOCATION_IF);

    private EchoDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("echo", CONTEXTS, 0, DirectiveType.ANY, EchoDirectives::echo);
        table.simple("echo_sleep", CONTEXTS, 1, 1, (draft, scope, directive) -> {
            add(draft, scope, directive, new EchoStep.Sleep(draft.value(directive, 0)));
        });
        table.simple("echo_flush", CONTEXTS, 0, 0, (draft, scope, directive) -> {
            add(draft, scope, directive, new EchoStep.Flush());
        });
        table.simple("echo_read_request_body", CONTEXTS, 0, 0, (draft, scope, directive) -> {
            add(draft, scope, directive, new EchoStep.ReadRequestBody());
        });
        table.simple("echo_request_body", CONTEXTS, 0, 0, (draft, scope, directive) -> {
            add(draft, scope, directive, new EchoStep.RequestBody());
        });
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
        add(draft, scope, directive, new EchoStep.Text(draft.value(text, directive)));
    }

    private static void add(Draft draft, Scope scope, Directive directive, EchoStep step) {
        List<EchoStep> steps = new ArrayList<>();
        if (scope.own(LuaPhaseDirectives.CONTENT) instanceof Content.Echo before) {
            steps.addAll(before.steps());
            steps.add(step);
            scope.set(LuaPhaseDirectives.CONTENT, new Content.Echo(List.copyOf(steps)));
            return;
        }
        steps.add(step);
        LuaPhaseDirectives.content(draft, scope, directive, new Content.Echo(List.copyOf(steps)));
    }
}
