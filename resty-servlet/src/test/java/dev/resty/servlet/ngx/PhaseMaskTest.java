// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each declared function in each phase: allowed where OpenResty's source allows it, refused with its text elsewhere. */
class PhaseMaskTest {

    private static final Set<Phase> NO_REQUEST = Set.of(Phase.INIT, Phase.INIT_WORKER, Phase.EXIT_WORKER, Phase.TIMER);

    /** The phases as OpenResty's own tables abbreviate them. */
    private static final Map<Character, List<Phase>> LETTERS = Map.of(
            'I', List.of(Phase.INIT),
            'W', List.of(Phase.INIT_WORKER),
            'X', List.of(Phase.EXIT_WORKER),
            'S', List.of(Phase.SET),
            'R', List.of(Phase.SERVER_REWRITE, Phase.REWRITE),
            'A', List.of(Phase.ACCESS, Phase.PRECONTENT),
            'C', List.of(Phase.CONTENT),
            'H', List.of(Phase.HEADER_FILTER),
            'B', List.of(Phase.BODY_FILTER),
            'L', List.of(Phase.LOG));

    /** What OpenResty's source enforces, where that is less than every phase with a request. */
    private static final Map<String, String> ENFORCED = Map.ofEntries(
            Map.entry("ngx.exec", "RAC"),
            Map.entry("ngx.redirect", "RAC"),
            Map.entry("ngx.print", "RAC"),
            Map.entry("ngx.say", "RAC"),
            Map.entry("ngx.flush", "RAC"),
            Map.entry("ngx.eof", "RAC"),
            Map.entry("ngx.send_headers", "RAC"),
            Map.entry("ngx.req.read_body", "RAC"),
            Map.entry("ngx.req.socket", "RAC"),
            Map.entry("ngx.exit", "RACHT"),
            Map.entry("ngx.req.start_time", "WXSRACHBLT"),
            Map.entry("require('ngx.resp').set_status", "RACH"));

    private static final Set<String> NAMESPACES = Set.of("", "req", "resp");

    private static Map<String, Binding.Declaration> declarations() {
        Map<String, Binding.Declaration> all = new TreeMap<>();
        NAMESPACES.forEach(space -> Ngx.NAMESPACES.getOrDefault(space, List.of()).stream()
                .flatMap(binding -> binding.declarations().stream())
                .filter(d -> !space.isEmpty() || ENFORCED.containsKey("ngx." + d.name()))
                .forEach(d -> all.put("ngx." + (space.isEmpty() ? "" : space + ".") + d.name(), d)));
        Stream.of("ngx.req", "ngx.resp").forEach(module -> Ngx.MODULES
                .get(module)
                .declarations()
                .forEach(d -> all.put("require('" + module + "')." + d.name(), d)));
        return all;
    }

    private static List<Phase> allowed(String function) {
        List<Phase> phases = new ArrayList<>();
        for (char letter : ENFORCED.getOrDefault(function, "SRACHBL").toCharArray()) {
            phases.addAll(letter == 'T' ? List.of(Phase.TIMER) : LETTERS.getOrDefault(letter, List.of()));
        }
        return phases;
    }

    @TestFactory
    Stream<DynamicTest> function_inPhase() {
        return declarations().keySet().stream().flatMap(function -> Stream.of(Phase.values())
                .map(phase ->
                        DynamicTest.dynamicTest(function + " in " + phase, () -> isAllowedOrRefused(function, phase))));
    }

    private static void isAllowedOrRefused(String function, Phase phase) {
        ScriptedRequest request = NO_REQUEST.contains(phase) ? ScriptedRequest.none() : ScriptedRequest.get("/");
        request.run(phase, "ran = call(" + function + ")");
        String result = request.eval(phase, "ran");
        if (allowed(function).contains(phase)) {
            assertThat(result).doesNotContain("API disabled").isNotEqualTo("no request found");
        } else if (phase == Phase.INIT) {
            assertThat(result).isEqualTo("no request found");
        } else if (ENFORCED.containsKey(function)) {
            assertThat(result).isEqualTo("API disabled in the context of " + phase.contextName());
        } else {
            assertThat(result).isEqualTo("API disabled in the current context");
        }
    }

    @Test
    void declaration_hasSignatureAndMeaning() {
        declarations().forEach((name, declaration) -> {
            assertThat(declaration.signature()).contains(declaration.name() + "(");
            assertThat(declaration.meaning()).endsWith(".");
        });
    }
}
