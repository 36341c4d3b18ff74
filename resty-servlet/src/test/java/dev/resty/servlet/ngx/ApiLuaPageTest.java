// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import dev.resty.servlet.SitePage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code site/api-lua.md} is written from the tables that the API itself is made of. */
class ApiLuaPageTest {

    private static final Map<Set<Phase>, String> NAMES = names();

    @Test
    void page_hasEveryDeclaredFunction() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(Ngx.NAMESPACES)
                .forEach((name, bindings) -> section(text, name.isEmpty() ? "ngx" : "ngx." + name, bindings));
        section(text, "ngx.shared.DICT", List.of(NgxShared.binding()));
        section(text, "ngx.re.compile(pattern)", List.of(NgxRe.methods()));
        SitePage.of("api-lua.md").holds("functions", text.toString());
    }

    @Test
    void page_hasEveryModule() {
        StringBuilder text = new StringBuilder();
        TreeMap<String, Binding> modules = new TreeMap<>(Ngx.MODULES);
        modules.putAll(Ngx.EXTENSIONS);
        modules.forEach((name, binding) -> {
            text.append("### `require \"").append(name).append("\"`\n\n");
            table(text, List.of(binding));
        });
        SitePage.of("api-lua.md").holds("modules", text.toString());
    }

    @Test
    void phases_knownSet_hasAName() {
        assertThat(phases(Phases.YIELDABLE)).isEqualTo("where code can wait");
        assertThat(phases(EnumSet.of(Phase.BODY_FILTER, Phase.LOG))).isEqualTo("body_filter, log");
    }

    private static void section(StringBuilder text, String name, List<Binding> bindings) {
        text.append("### `").append(name).append("`\n\n");
        table(text, bindings);
    }

    private static void table(StringBuilder text, List<Binding> bindings) {
        text.append("| function | allowed | what it does |\n|---|---|---|\n");
        List<Binding.Declaration> declarations = new ArrayList<>();
        bindings.forEach(binding -> declarations.addAll(binding.declarations()));
        for (Binding.Declaration it : declarations) {
            text.append("| `")
                    .append(it.signature().replace("|", "\\|"))
                    .append("` | ")
                    .append(phases(it.phases()))
                    .append(" | ")
                    .append(it.meaning().replace("|", "\\|"))
                    .append(" |\n");
        }
        text.append('\n');
    }

    private static String phases(Set<Phase> phases) {
        String name = NAMES.get(phases);
        return name != null ? name : phases.stream().map(Phase::luaName).collect(Collectors.joining(", "));
    }

    private static Map<Set<Phase>, String> names() {
        Map<Set<Phase>, String> names = new LinkedHashMap<>();
        names.put(Phases.ALL, "everywhere");
        names.put(Phases.REQUEST, "with a request");
        names.put(Phases.OUTPUT, "before the response");
        names.put(Phases.YIELDABLE, "where code can wait");
        return names;
    }
}
