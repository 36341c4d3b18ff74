// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.ErrorPage;
import dev.resty.servlet.conf.LocationConf.Match;
import dev.resty.servlet.conf.LocationConf.Root;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** nginx's core: files, types, error pages and the request body. */
final class CoreDirectives {

    static final Key<Root> ROOT = new Key<>("root", new Root(Value.constant("html"), 0));
    static final Key<List<Value>> INDEX = new Key<>("index", List.of(Value.constant("index.html")));
    static final Key<List<Value>> TRY_FILES = new Key<>("try_files", List.of());
    static final Key<String> DEFAULT_TYPE = new Key<>("default_type", "text/plain");
    static final Key<Map<String, String>> TYPES =
            new Key<>("types", Map.of("html", "text/html", "gif", "image/gif", "jpg", "image/jpeg"));
    static final Key<List<ErrorPage>> ERROR_PAGES = new Key<>("error_page", List.of());
    static final Key<Boolean> RECURSIVE_ERROR_PAGES = new Key<>("recursive_error_pages", false);
    static final Key<Long> CLIENT_MAX_BODY_SIZE = new Key<>("client_max_body_size", 1L << 20);
    static final Key<Long> CLIENT_BODY_BUFFER_SIZE = new Key<>("client_body_buffer_size", 8L << 10);

    private static final Set<Context> SERVER_LOCATION = EnumSet.of(Context.SERVER, Context.LOCATION);

    private CoreDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("root", Context.HTTP_SERVER_LOCATION_IF, 1, 1, CoreDirectives::root);
        table.simple("alias", EnumSet.of(Context.LOCATION), 1, 1, CoreDirectives::root);
        table.simple("index", Context.HTTP_SERVER_LOCATION, 1, DirectiveType.ANY, CoreDirectives::index);
        table.simple("try_files", SERVER_LOCATION, 2, DirectiveType.ANY, CoreDirectives::tryFiles);
        table.simple("default_type", Context.HTTP_SERVER_LOCATION, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(DEFAULT_TYPE, directive.arg(0), directive);
        });
        table.block("types", Context.HTTP_SERVER_LOCATION, 0, 0, CoreDirectives::types);
        table.simple("error_page", Context.HTTP_SERVER_LOCATION_IF, 2, DirectiveType.ANY, CoreDirectives::errorPage);
        table.flag(Context.HTTP_SERVER_LOCATION, RECURSIVE_ERROR_PAGES);
        table.simple("client_max_body_size", Context.HTTP_SERVER_LOCATION, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(CLIENT_MAX_BODY_SIZE, Units.offset(directive), directive);
        });
        table.size(Context.HTTP_SERVER_LOCATION, CLIENT_BODY_BUFFER_SIZE);
    }

    private static void root(Draft draft, Scope scope, Directive directive) {
        boolean alias = directive.name().equals("alias");
        Root before = scope.own(ROOT);
        if (before != null) {
            boolean sameKind = alias == (before.replaced() != 0);
            throw directive.error(
                    "\"" + directive.name() + "\" directive is duplicate"
                            + (sameKind
                                    ? ""
                                    : ", \"" + (alias ? "root" : "alias") + "\" directive was specified earlier"),
                    "a location has one root or one alias");
        }
        int replaced = 0;
        if (alias) {
            boolean regex = scope.match() instanceof Match.Regex;
            if (scope.match() instanceof Match.Named) {
                throw directive.error(
                        "the \"alias\" directive cannot be used inside the named location", "use root there");
            }
            replaced = regex ? -1 : LocationDirectives.name(scope.match()).length();
        }
        scope.set(ROOT, new Root(draft.value(directive, 0), replaced));
    }

    private static void index(Draft draft, Scope scope, Directive directive) {
        for (int i = 0; i < directive.args().size(); i++) {
            String name = directive.arg(i);
            if (name.isEmpty()) {
                throw directive.error("index \"\" in \"index\" directive is invalid", "give the name of a file");
            }
            if (name.startsWith("/") && i < directive.args().size() - 1) {
                draft.warn("only the last index in \"index\" directive should be absolute", directive);
            }
            scope.add(INDEX, draft.value(directive, i));
        }
    }

    private static void tryFiles(Draft draft, Scope scope, Directive directive) {
        List<Value> files = new ArrayList<>();
        for (int i = 0; i < directive.args().size(); i++) {
            files.add(draft.value(directive, i));
        }
        String last = directive.arg(directive.args().size() - 1);
        if (last.startsWith("=")) {
            OptionalLong status = Units.number(last.substring(1));
            if (status.isEmpty() || status.getAsLong() > 999) {
                throw directive.error("invalid code \"" + last + "\"", "the fallback is a URI, @name or =status");
            }
        }
        scope.setOnce(TRY_FILES, List.copyOf(files), directive);
    }

    private static void types(Draft draft, Scope scope, Directive directive) {
        Map<String, String> types = scope.own(TYPES);
        if (types == null) {
            types = new HashMap<>();
            scope.set(TYPES, types);
        }
        for (Directive type : MainDirectives.block(directive)) {
            for (String extension : type.args()) {
                String before = types.put(extension.toLowerCase(Locale.ROOT), type.name());
                if (before != null && !before.equals(type.name())) {
                    draft.warn(
                            "duplicate extension \"" + extension + "\", content type: \"" + type.name()
                                    + "\", previous content type: \"" + before + "\"",
                            type);
                }
            }
        }
    }

    private static void errorPage(Draft draft, Scope scope, Directive directive) {
        List<String> args = directive.args();
        int last = args.size() - 1;
        Integer overwrite = null;
        int statusEnd = last;
        if (args.get(last - 1).startsWith("=")) {
            if (last == 1) {
                throw directive.error("invalid value \"" + args.get(0) + "\"", "name the statuses before the \"=\"");
            }
            overwrite = overwrite(args.get(last - 1), directive);
            statusEnd = last - 1;
        }
        Value target = draft.value(directive, last);
        List<Integer> statuses = new ArrayList<>();
        for (String arg : args.subList(0, statusEnd)) {
            statuses.add(status(arg, directive));
        }
        List<Integer> httpsProblems =
                statuses.stream().filter(s -> s >= 494 && s <= 497).toList();
        if (overwrite == null && !httpsProblems.isEmpty()) {
            scope.add(ERROR_PAGES, new ErrorPage(httpsProblems, 400, target));
            statuses.removeAll(httpsProblems);
        }
        if (!statuses.isEmpty()) {
            scope.add(ERROR_PAGES, new ErrorPage(List.copyOf(statuses), overwrite, target));
        }
    }

    private static @Nullable Integer overwrite(String text, Directive directive) {
        if (text.equals("=")) {
            return 0;
        }
        OptionalLong status = Units.number(text.substring(1));
        if (status.isEmpty() || status.getAsLong() > 999) {
            throw directive.error("invalid value \"" + text + "\"", "write = or =status");
        }
        return (int) status.getAsLong();
    }

    private static int status(String text, Directive directive) {
        OptionalLong status = Units.number(text);
        if (status.isEmpty() || status.getAsLong() == 499) {
            throw directive.error("invalid value \"" + text + "\"", "a status is a number from 300 to 599, not 499");
        }
        if (status.getAsLong() < 300 || status.getAsLong() > 599) {
            throw directive.error("value \"" + text + "\" must be between 300 and 599", "");
        }
        return (int) status.getAsLong();
    }
}
