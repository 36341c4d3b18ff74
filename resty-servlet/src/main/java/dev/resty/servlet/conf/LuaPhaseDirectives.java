// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.phase.Phase;
import dev.resty.phase.PhaseHandler;
import dev.resty.servlet.conf.LocationConf.Content;
import dev.resty.servlet.conf.LocationConf.Handler;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Code for the phases: {@code *_by_lua}, {@code *_by_lua_block}, {@code *_by_lua_file} and {@code *_by_java}. */
final class LuaPhaseDirectives {

    static final Key<Content> CONTENT = new Key<>("content", new Content.Application());

    private static final Map<Phase, Key<List<Handler>>> HANDLERS = new EnumMap<>(Phase.class);
    private static final Map<Phase, Key<LuaCode>> PROCESS_CODE = new EnumMap<>(Phase.class);
    private static final Set<Phase> WITHOUT_STRING_FORM =
            EnumSet.of(Phase.EXIT_WORKER, Phase.SERVER_REWRITE, Phase.PRECONTENT);

    static {
        for (Phase phase : EnumSet.of(
                Phase.SERVER_REWRITE,
                Phase.REWRITE,
                Phase.ACCESS,
                Phase.PRECONTENT,
                Phase.HEADER_FILTER,
                Phase.BODY_FILTER,
                Phase.LOG)) {
            HANDLERS.put(phase, new Key<>(phase.luaName() + "_by_lua", List.of()));
        }
        for (Phase phase : EnumSet.of(Phase.INIT, Phase.INIT_WORKER, Phase.EXIT_WORKER)) {
            PROCESS_CODE.put(phase, new Key<>(phase.luaName() + "_by_lua", inline("", "", "", new Position("", 0))));
        }
    }

    private LuaPhaseDirectives() {}

    static void register(DirectiveTable table) {
        for (Phase phase : PROCESS_CODE.keySet()) {
            forms(table, phase, EnumSet.of(Context.HTTP), LuaPhaseDirectives::processCode);
        }
        for (Phase phase : HANDLERS.keySet()) {
            Set<Context> contexts =
                    phase == Phase.SERVER_REWRITE ? Context.HTTP_SERVER : Context.HTTP_SERVER_LOCATION_IF;
            forms(table, phase, contexts, LuaPhaseDirectives::handler);
            table.simple(phase.luaName() + "_by_java", contexts, 0, 0, (draft, scope, directive) -> {
                scope.add(key(phase), new Handler.Java(java(directive)));
            });
        }
        Set<Context> content = EnumSet.of(Context.LOCATION, Context.LOCATION_IF);
        forms(table, Phase.CONTENT, content, LuaPhaseDirectives::contentCode);
        table.simple("content_by_java", content, 0, 0, (draft, scope, directive) -> {
            content(draft, scope, directive, new Content.Code(new Handler.Java(java(directive))));
        });
        table.simple("set_by_lua", Context.REWRITE, 2, DirectiveType.ANY, LuaPhaseDirectives::setByLua);
        table.simple("set_by_lua_file", Context.REWRITE, 2, DirectiveType.ANY, LuaPhaseDirectives::setByLua);
        table.simple("set_by_lua_block", Context.REWRITE, 2, 2, LuaPhaseDirectives::setByLua);
    }

    /** The handlers of the phases with a handler, as a location inherits them. */
    static Map<Phase, List<Handler>> handlers(Scope scope) {
        Map<Phase, List<Handler>> handlers = new EnumMap<>(Phase.class);
        HANDLERS.forEach((phase, key) -> {
            List<Handler> code = scope.get(key);
            if (phase != Phase.SERVER_REWRITE && !code.isEmpty()) {
                handlers.put(phase, List.copyOf(code));
            }
        });
        return handlers;
    }

    /** The handlers of the server_rewrite phase. */
    static List<Handler> serverRewrite(Scope scope) {
        return List.copyOf(scope.get(key(Phase.SERVER_REWRITE)));
    }

    /** The key that code of the init, init_worker or exit_worker phase is under. */
    static Key<LuaCode> processKey(Phase phase) {
        Key<LuaCode> key = PROCESS_CODE.get(phase);
        if (key == null) {
            throw new IllegalArgumentException(phase + " belongs to requests");
        }
        return key;
    }

    /** Sets what answers in a location; of several kinds the last one counts, as in nginx. */
    static void content(Draft draft, Scope scope, Directive directive, Content content) {
        Content before = scope.own(CONTENT);
        if (before instanceof Content.Code && content instanceof Content.Code) {
            throw directive.error(
                    "\"" + directive.name() + "\" directive is duplicate", "a location has one content handler");
        }
        if (before != null) {
            draft.warn("\"" + directive.name() + "\" replaces an earlier content handler of the location", directive);
        }
        scope.set(CONTENT, content);
    }

    private static void forms(DirectiveTable table, Phase phase, Set<Context> contexts, PhaseAction action) {
        DirectiveType.Action bound = (draft, scope, directive) -> action.read(phase, draft, scope, directive);
        if (!WITHOUT_STRING_FORM.contains(phase)) {
            table.simple(phase.luaName() + "_by_lua", contexts, 1, 1, bound);
        }
        table.simple(phase.luaName() + "_by_lua_block", contexts, 1, 1, bound);
        table.simple(phase.luaName() + "_by_lua_file", contexts, 1, 1, bound);
    }

    @FunctionalInterface
    private interface PhaseAction {
        void read(Phase phase, Draft draft, Scope scope, Directive directive);
    }

    private static void processCode(Phase phase, Draft draft, Scope scope, Directive directive) {
        LuaCode code = directive.name().endsWith("_file")
                ? new LuaCode.File(directive.name(), Value.constant(directive.arg(0)), directive.position())
                : code(draft, directive, 0);
        scope.setOnce(processKey(phase), code, directive);
    }

    private static void handler(Phase phase, Draft draft, Scope scope, Directive directive) {
        List<Handler> own = scope.own(key(phase));
        if (own != null && own.stream().anyMatch(Handler.Lua.class::isInstance)) {
            throw directive.error(
                    "\"" + directive.name() + "\" directive is duplicate",
                    "a block has one " + phase.contextName() + "; put both codes into it");
        }
        scope.add(key(phase), new Handler.Lua(code(draft, directive, 0)));
    }

    private static void contentCode(Phase phase, Draft draft, Scope scope, Directive directive) {
        content(draft, scope, directive, new Content.Code(new Handler.Lua(code(draft, directive, 0))));
    }

    private static void setByLua(Draft draft, Scope scope, Directive directive) {
        String name = draft.settableVariable(directive, 0);
        LuaCode code = code(draft, directive, 1);
        List<Value> args = new ArrayList<>();
        for (int i = 2; i < directive.args().size(); i++) {
            args.add(draft.value(directive, i));
        }
        RewriteDirectives.step(scope, new RewriteStep.SetByLua(name, code, List.copyOf(args)));
    }

    private static LuaCode code(Draft draft, Directive directive, int arg) {
        if (directive.name().endsWith("_file")) {
            return new LuaCode.File(directive.name(), draft.value(directive, arg), directive.position());
        }
        String source = directive.arg(arg);
        if (source.isEmpty()) {
            throw directive.error(
                    "invalid location config: no runnable Lua code", "write the code, or leave the directive out");
        }
        return inline(directive.name(), source, chunkName(directive), directive.position());
    }

    private static LuaCode inline(String name, String source, String chunkName, Position position) {
        return new LuaCode.Inline(name, source, chunkName, position);
    }

    /**
     * OpenResty's name of the chunk: the directive without its form, the file's base name, the line of the code. What is
     * of no file names its origin.
     */
    private static String chunkName(Directive directive) {
        String name = directive.name();
        String base = name.substring(0, name.indexOf("_by_lua") + "_by_lua".length());
        String file = directive.position().file();
        if (directive.position().line() == 0) {
            return "=" + base + "(" + file + ")";
        }
        return "=" + base + "(" + file.substring(file.lastIndexOf('/') + 1) + ":" + directive.endLine() + ")";
    }

    private static Key<List<Handler>> key(Phase phase) {
        Key<List<Handler>> key = HANDLERS.get(phase);
        if (key == null) {
            throw new IllegalArgumentException(phase + " has no list of handlers");
        }
        return key;
    }

    private static PhaseHandler java(Directive directive) {
        if (directive.java() instanceof PhaseHandler handler) {
            return handler;
        }
        throw directive.error(
                "unknown directive \"" + directive.name() + "\"", "only the Java builder can give Java code");
    }
}
