// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.waf.RuleProfile;
import dev.resty.waf.Waf;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code modsecurity} and what belongs to it.
 *
 * @see <a href="https://github.com/owasp-modsecurity/ModSecurity-nginx#usage">ModSecurity-nginx</a>
 */
final class WafDirectives {

    private static final Key<Boolean> ENABLED = new Key<>("modsecurity", false);
    private static final Key<List<WafRules>> RULES = new Key<>("modsecurity_rules", List.of());
    private static final Key<Value> TRANSACTION_ID = new Key<>("modsecurity_transaction_id", Value.constant(""));
    private static final Key<Boolean> USE_ERROR_LOG = new Key<>("modsecurity_use_error_log", true);
    private static final Key<List<WafExclusion>> EXCLUSIONS = new Key<>("modsecurity_exclude", List.of());
    private static final Key<String> COLLECTIONS = new Key<>("modsecurity_collections", "");
    private static final Key<String> ERROR_PAGE = new Key<>("modsecurity_error_page", "off");
    private static final Pattern IDS = Pattern.compile("[0-9]{1,9}(-[0-9]{1,9})?");
    private static final String BELOW = "/**";
    private static final String ALL_RULES = "1-999999999";

    private WafDirectives() {}

    static void register(DirectiveTable table) {
        table.flag(Context.HTTP_SERVER_LOCATION, ENABLED);
        table.flag(Context.HTTP_SERVER_LOCATION, USE_ERROR_LOG);
        table.simple("modsecurity_rules_file", Context.HTTP_SERVER_LOCATION, 1, 1, WafDirectives::file);
        table.simple("modsecurity_rules", Context.HTTP_SERVER_LOCATION, 1, 1, WafDirectives::text);
        table.simple("modsecurity_embedded_rules", Context.HTTP_SERVER_LOCATION, 1, 1, WafDirectives::embedded);
        table.simple("modsecurity_by_java", Context.HTTP_SERVER_LOCATION, 0, 0, WafDirectives::java);
        table.simple("modsecurity_transaction_id", Context.HTTP_SERVER_LOCATION, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(TRANSACTION_ID, draft.value(directive, 0), directive);
        });
        table.simple(
                "modsecurity_exclude",
                Context.HTTP_SERVER_LOCATION,
                1,
                DirectiveType.ANY,
                (draft, scope, directive) -> scope.add(EXCLUSIONS, exclusion(directive)));
        table.simple("modsecurity_collections", EnumSet.of(Context.HTTP), 1, 1, (draft, scope, directive) -> {
            scope.setOnce(COLLECTIONS, directive.arg(0), directive);
        });
        table.simple("modsecurity_error_page", Context.HTTP_SERVER_LOCATION, 1, 1, WafDirectives::errorPage);
        table.simple(
                "modsecurity_rules_remote",
                Context.HTTP_SERVER_LOCATION,
                2,
                2,
                new ContainerDirectives.Refused(
                        "is refused",
                        "rules that come over the network at the start make it depend on the"
                                + " network, and whoever serves them rules this server: fetch them before, check them, and name"
                                + " the file in modsecurity_rules_file"));
    }

    /** What the directives of a block and the blocks around it come to. */
    static WafSettings settings(Scope scope) {
        boolean enabled = scope.get(ENABLED);
        if (!enabled) {
            return WafSettings.OFF;
        }
        Value id = scope.get(TRANSACTION_ID);
        return new WafSettings(
                true,
                rules(gather(scope, RULES)),
                id.parts().isEmpty() ? null : id,
                scope.get(USE_ERROR_LOG),
                gather(scope, EXCLUSIONS),
                scope.get(COLLECTIONS),
                scope.get(ERROR_PAGE).equals("off") ? null : scope.get(ERROR_PAGE));
    }

    private static void errorPage(Draft draft, Scope scope, Directive directive) {
        String page = directive.arg(0);
        if (!page.startsWith("/") && !page.equals("off")) {
            throw directive.error(
                    "invalid path \"" + page + "\" in \"modsecurity_error_page\"",
                    "give the path of the application's own page for errors, such as /error, or off");
        }
        scope.setOnce(ERROR_PAGE, page, directive);
    }

    /** The lists of a block and those around it, the outermost first. */
    private static <T> List<T> gather(Scope scope, Key<List<T>> key) {
        List<T> all = new ArrayList<>();
        for (Scope block = scope; block != null; block = block.parent()) {
            List<T> own = block.own(key);
            if (own != null) {
                all.addAll(0, own);
            }
        }
        return List.copyOf(all);
    }

    /** A rule set from Java is complete: it takes the place of what is further out, and nothing is added to it. */
    private static List<WafRules> rules(List<WafRules> all) {
        int loaded = -1;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).source() instanceof WafRules.Source.Loaded) {
                loaded = i;
            }
        }
        if (loaded < 0) {
            return all;
        }
        if (loaded < all.size() - 1) {
            WafRules added = all.get(all.size() - 1);
            throw new ConfException(
                    "\"" + added.directive() + "\" can't add to rules that a Java program has loaded",
                    "add them to its WafBuilder",
                    added.directive(),
                    added.position());
        }
        return List.of(all.get(loaded));
    }

    private static void add(Scope scope, Directive directive, WafRules.Source source) {
        scope.add(RULES, new WafRules(source, directive.name(), directive.position()));
    }

    private static void file(Draft draft, Scope scope, Directive directive) {
        String name = directive.arg(0);
        if (name.isEmpty()) {
            throw directive.error("\"modsecurity_rules_file\" has no file name", "give the path of a file of rules");
        }
        add(
                scope,
                directive,
                name.startsWith(ClasspathSource.SCHEME)
                        ? new WafRules.Source.Resource(ClasspathSource.strip(name))
                        : new WafRules.Source.File(draft.prefix().resolve(name).normalize()));
    }

    private static void text(Draft draft, Scope scope, Directive directive) {
        Position position = directive.position();
        String text = "\n".repeat(Math.max(0, position.line() - 1)) + directive.arg(0);
        add(scope, directive, new WafRules.Source.Text(text, position.file()));
    }

    private static void embedded(Draft draft, Scope scope, Directive directive) {
        RuleProfile profile =
                switch (directive.arg(0)) {
                    case "web" -> RuleProfile.WEB;
                    case "api" -> RuleProfile.API;
                    default ->
                        throw directive.error(
                                "invalid value \"" + directive.arg(0) + "\"",
                                "give web for pages and forms, or api for REST, GraphQL and OData");
                };
        add(scope, directive, new WafRules.Source.Embedded(profile));
    }

    private static void java(Draft draft, Scope scope, Directive directive) {
        if (!(directive.java() instanceof Waf waf)) {
            throw directive.error(
                    "unknown directive \"" + directive.name() + "\"", "only the Java builder can give Java code");
        }
        add(scope, directive, new WafRules.Source.Loaded(waf));
    }

    private static WafExclusion exclusion(Directive directive) {
        String path = "";
        List<String> rules = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        for (String arg : directive.args()) {
            int equals = arg.indexOf('=');
            String value = arg.substring(equals + 1);
            if (equals < 0 || value.isEmpty()) {
                throw invalid(directive, arg);
            }
            switch (arg.substring(0, equals)) {
                case "path" -> path = path(directive, value);
                case "rules" -> rules.addAll(ids(directive, value));
                case "tags" -> tags.addAll(List.of(value.split(",")));
                case "target" -> targets.add(target(directive, value));
                case "parameter" -> {
                    targets.add("ARGS:" + value);
                    targets.add("ARGS_GET:" + value);
                    targets.add("ARGS_POST:" + value);
                }
                default -> throw invalid(directive, arg);
            }
        }
        if (rules.isEmpty() && tags.isEmpty()) {
            if (targets.isEmpty()) {
                throw directive.error(
                        "\"modsecurity_exclude\" says neither what rules nor what parameter",
                        "to take a path out of the WAF altogether write \"modsecurity off\" in its location");
            }
            rules.add(ALL_RULES);
        }
        boolean below = path.endsWith(BELOW);
        String exact = below ? path.substring(0, path.length() - BELOW.length()) : path;
        return new WafExclusion(
                below && exact.isEmpty() ? "/" : exact,
                below,
                List.copyOf(rules),
                List.copyOf(tags),
                List.copyOf(targets));
    }

    private static String path(Directive directive, String text) {
        String exact = text.endsWith(BELOW) ? text.substring(0, text.length() - BELOW.length()) : text;
        if (!text.startsWith("/") || exact.indexOf('*') >= 0) {
            throw directive.error(
                    "invalid path \"" + text + "\" in \"modsecurity_exclude\"",
                    "give a path such as /search, or /search/** for what is below it too");
        }
        return text;
    }

    private static List<String> ids(Directive directive, String text) {
        List<String> ids = List.of(text.split(","));
        for (String id : ids) {
            if (!IDS.matcher(id).matches()) {
                throw directive.error(
                        "invalid rule id \"" + id + "\" in \"modsecurity_exclude\"",
                        "give ids and ranges of ids: rules=942100,942200-942299");
            }
        }
        return ids;
    }

    private static String target(Directive directive, String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!name.matches("[A-Za-z_]+")) {
            throw directive.error(
                    "invalid target \"" + text + "\" in \"modsecurity_exclude\"",
                    "give a variable of SecLang: target=ARGS:q, target=REQUEST_COOKIES:/^_ga/");
        }
        return name.toUpperCase(Locale.ROOT) + text.substring(name.length());
    }

    private static ConfException invalid(Directive directive, String arg) {
        return directive.error(
                "invalid parameter \"" + arg + "\" in \"modsecurity_exclude\"",
                "write rules=942100,942200-942299 or tags=attack-sqli, parameter=q or target=REQUEST_COOKIES:q, path=/search");
    }
}
