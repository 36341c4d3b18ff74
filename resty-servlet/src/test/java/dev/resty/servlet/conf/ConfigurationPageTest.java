// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.SitePage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code site/configuration.md} has each directive with the contexts it can stand in. */
class ConfigurationPageTest {

    private static final SitePage PAGE = SitePage.of("configuration.md");

    /** A row: names, arguments, default, contexts, notes. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| (`[a-z0-9_]+`(?:, `[a-z0-9_]+`)*) \\|[^\\n]*?\\| ([^|\\n]*) \\| [^|\\n]*\\|$", Pattern.MULTILINE);

    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

    private static final Map<Context, String> CONTEXTS = new EnumMap<>(Map.of(
            Context.MAIN, "main",
            Context.EVENTS, "events",
            Context.HTTP, "http",
            Context.SERVER, "server",
            Context.SERVER_IF, "if in server",
            Context.LOCATION, "location",
            Context.LOCATION_IF, "if in location",
            Context.UPSTREAM, "upstream"));

    @Test
    void tables_haveEveryDirectiveThatActs_andItsContexts() {
        List<String> registered = DirectiveTable.ALL.types().stream()
                .filter(ConfigurationPageTest::acts)
                .map(type -> type.name() + ": " + words(type.contexts()))
                .toList();

        assertThat(rows()).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void list_hasEveryDirectiveWithoutEffect() {
        PAGE.holds("accepted", byContext(ContainerDirectives.Accepted.class::isInstance));
    }

    @Test
    void list_hasEveryDirectiveThatIsRefused() {
        PAGE.holds(
                "refused",
                codes(DirectiveTable.ALL.types().stream()
                        .filter(type -> type.action() instanceof ContainerDirectives.Refused)
                        .map(DirectiveType::name)
                        .toList()));
    }

    private static boolean acts(DirectiveType type) {
        return !(type.action() instanceof ContainerDirectives.Accepted)
                && !(type.action() instanceof ContainerDirectives.Refused);
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        Matcher row = ROW.matcher(PAGE.text());
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(1));
            while (name.find()) {
                rows.add(name.group(1) + ": " + row.group(2));
            }
        }
        return rows;
    }

    private static String byContext(Predicate<DirectiveType.Action> kind) {
        Map<String, Set<String>> names = new TreeMap<>();
        for (DirectiveType type : DirectiveTable.ALL.types()) {
            if (kind.test(type.action())) {
                names.computeIfAbsent(words(type.contexts()), contexts -> new TreeSet<>())
                        .add(type.name());
            }
        }
        StringBuilder text = new StringBuilder();
        names.forEach((contexts, those) -> text.append("- in ")
                .append(contexts)
                .append(": ")
                .append(codes(those))
                .append('\n'));
        return text.toString();
    }

    private static String codes(Collection<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String words(Set<Context> contexts) {
        return EnumSet.copyOf(contexts).stream().map(CONTEXTS::get).collect(Collectors.joining(", "));
    }
}
