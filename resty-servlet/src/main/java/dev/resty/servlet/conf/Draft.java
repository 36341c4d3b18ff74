// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A configuration while its directives are read: what belongs to no single block, and the checks all share. */
final class Draft {

    private final Path prefix;
    private final Scope main;
    private final Scope http;
    private final List<String> warnings;
    private final Map<String, Position> mentioned = new LinkedHashMap<>();
    private final Set<String> declared = new TreeSet<>();

    final Map<String, Configuration.DictConf> dicts = new LinkedHashMap<>();
    final Map<String, UpstreamConf> upstreams = new LinkedHashMap<>();
    final Map<String, MapConf> maps = new LinkedHashMap<>();
    final Map<String, LogDirectives.Format> logFormats = new LinkedHashMap<>();
    final Map<String, String> environment = new LinkedHashMap<>();
    final List<ServerDraft> servers = new ArrayList<>();

    /**
     * Starts empty.
     *
     * @param start where the configuration begins
     * @param warnings receives more; may hold what the syntax had to say already
     */
    Draft(Path prefix, Position start, List<String> warnings) {
        this.prefix = prefix;
        this.main = new Scope(Context.MAIN, null, start);
        this.http = new Scope(Context.HTTP, main, start);
        this.warnings = warnings;
        logFormats.put("combined", LogDirectives.COMBINED);
    }

    Path prefix() {
        return prefix;
    }

    /** The main context. */
    Scope main() {
        return main;
    }

    /** The http block. */
    Scope http() {
        return http;
    }

    /** The server that is being read. */
    ServerDraft server() {
        return servers.get(servers.size() - 1);
    }

    List<String> warnings() {
        return warnings;
    }

    /** Reads directives into the block they stand in. */
    void read(Scope scope, List<Directive> directives) {
        for (Directive directive : directives) {
            read(scope, directive);
        }
    }

    /** Reads one directive into the block it stands in. */
    void read(Scope scope, Directive directive) {
        DirectiveType type = DirectiveTable.ALL.of(directive, scope.context());
        type.check(directive, scope.context());
        type.action().read(this, scope, directive);
    }

    /** Notes what is accepted and has no effect, or not the usual one. */
    void warn(String text, Directive directive) {
        warnings.add(text + " in " + directive.position());
    }

    /** An argument with variables in it. */
    Value value(Directive directive, int arg) {
        return value(directive.arg(arg), directive);
    }

    /** A text with variables in it that belongs to a directive. */
    Value value(String text, Directive directive) {
        Value value = Values.parse(text, directive.name(), directive.position());
        for (Value.Part part : value.parts()) {
            if (part instanceof Value.Variable variable) {
                mentioned.putIfAbsent(variable.name(), directive.position());
            }
        }
        return value;
    }

    /** Declares a variable of the configuration's own. */
    void declare(String name) {
        declared.add(name);
    }

    /** The name of an argument that must be a variable, without its dollar sign. */
    String variableName(Directive directive, int arg) {
        String text = directive.arg(arg);
        if (text.length() < 2 || text.charAt(0) != '$') {
            throw directive.error("invalid variable name \"" + text + "\"", "a variable is written $name");
        }
        return text.substring(1);
    }

    /** Declares the variable that an argument names and that a directive changes. */
    String settableVariable(Directive directive, int arg) {
        String name = variableName(directive, arg);
        if (!Variables.isChangeable(name)) {
            throw directive.error(
                    "the duplicate \"" + name + "\" variable", "nginx sets $" + name + " itself; take another name");
        }
        declare(name);
        return name;
    }

    /** Compiles a regex of a directive and declares the variables of its named groups. */
    Pattern pattern(String regex, boolean caseless, Directive directive) {
        try {
            Pattern pattern = Pattern.compile(regex, caseless ? "i" : "");
            pattern.groupNames().keySet().forEach(this::declare);
            return pattern;
        } catch (PatternSyntaxException e) {
            ConfException error = directive.error(
                    "pcre2_compile() failed: " + e.getMessage() + " in \"" + regex + "\"",
                    "the regex is wrong at offset " + e.offset());
            error.initCause(e);
            throw error;
        }
    }

    /** Every variable that isn't nginx's own; warns of those that are used and nowhere declared. */
    Set<String> variables() {
        Set<String> names = new TreeSet<>(declared);
        names.addAll(maps.keySet());
        mentioned.forEach((name, position) -> {
            if (!Variables.isBuiltIn(name) && names.add(name)) {
                warnings.add("unknown \"" + name + "\" variable, taken as empty until Lua sets it; write set $" + name
                        + " ''; in " + position);
            }
        });
        return names;
    }
}
