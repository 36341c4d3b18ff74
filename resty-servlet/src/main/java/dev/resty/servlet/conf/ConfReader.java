// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration: a complete nginx.conf, what stands inside its {@code http} block, {@code server} blocks, or
 * bare locations, which form one server. Safe for concurrent use.
 */
public final class ConfReader {

    private ConfReader() {}

    /**
     * Reads and checks a configuration.
     *
     * @param source its text and includes
     * @param prefix what relative paths in directives count from
     * @throws ConfException where it can't be used
     */
    public static Configuration read(ConfSource source, Path prefix) {
        List<String> warnings = new ArrayList<>();
        return read(new DirectiveReader(warnings).read(source), prefix, warnings);
    }

    /**
     * Reads the directives that a source consists of, without looking at their meaning.
     *
     * @throws ConfException where they are no directives
     */
    public static List<Directive> directives(ConfSource source) {
        return directives(source, new ArrayList<>());
    }

    /**
     * Reads the directives that a source consists of, without looking at their meaning.
     *
     * @param warnings receives what is accepted though nginx refuses it
     * @throws ConfException where they are no directives
     */
    public static List<Directive> directives(ConfSource source, List<String> warnings) {
        return new DirectiveReader(warnings).read(source);
    }

    /**
     * Checks directives that Java code has made, or has read and added to.
     *
     * @param directives what would stand in the file
     * @param prefix what relative paths in directives count from
     * @throws ConfException where they can't be used
     */
    public static Configuration read(List<Directive> directives, Path prefix) {
        return read(directives, prefix, new ArrayList<>());
    }

    /**
     * Checks directives that were read with warnings.
     *
     * @param directives what would stand in the file
     * @param prefix what relative paths in directives count from
     * @param warnings those of reading, which become the configuration's first
     * @throws ConfException where they can't be used
     */
    public static Configuration read(List<Directive> directives, Path prefix, List<String> warnings) {
        Position start = directives.isEmpty()
                ? new Position("nginx.conf", 1)
                : directives.get(0).position();
        Draft draft = new Draft(prefix.toAbsolutePath().normalize(), start, warnings);
        boolean complete = has(directives, "http");
        if (complete) {
            draft.read(draft.main(), directives);
        } else {
            fragment(draft, directives);
        }
        return Assembly.assemble(draft, complete);
    }

    /** Reads what has no http block around it: each directive goes to the outermost block that it can stand in. */
    private static void fragment(Draft draft, List<Directive> directives) {
        Scope http = draft.http();
        boolean bare = !has(directives, "server");
        for (Directive directive : directives) {
            if (DirectiveTable.ALL.allows(directive.name(), Context.HTTP)) {
                draft.read(http, directive);
            } else if (DirectiveTable.ALL.allows(directive.name(), Context.MAIN)) {
                draft.read(draft.main(), directive);
            } else if (bare && DirectiveTable.ALL.allows(directive.name(), Context.SERVER)) {
                if (draft.servers.isEmpty()) {
                    draft.servers.add(new ServerDraft(new Scope(Context.SERVER, http, directive.position())));
                }
                draft.read(draft.server().scope(), directive);
            } else {
                draft.read(http, directive);
            }
        }
        if (draft.servers.isEmpty()) {
            draft.servers.add(new ServerDraft(new Scope(Context.SERVER, http, http.position())));
        }
    }

    private static boolean has(List<Directive> directives, String name) {
        return directives.stream().anyMatch(directive -> directive.name().equals(name));
    }
}
