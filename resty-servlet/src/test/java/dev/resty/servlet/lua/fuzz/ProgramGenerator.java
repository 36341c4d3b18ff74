// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.Random;

/**
 * Makes random Lua programs. A program always ends, is given the functions of {@code prelude.lua} and leaves lines of
 * text behind by {@code emit}, which depend on nothing but the language: no addresses, no order of keys.
 */
final class ProgramGenerator {

    private static final int DEEPEST = 3;
    private static final Templates TEMPLATES = new Templates();

    /** What {@code prelude.lua} gives. */
    private static final String HEAD = "local show, emit, tick, clamp, cut, sorted, list, object, fns = ...\n";

    private final Random random;
    private final Names names;
    private final Expressions expressions;
    private final StringBuilder text = new StringBuilder(HEAD);
    private int depth;
    private int labels;

    /** Where a statement stands. */
    private record Place(boolean loop, boolean function, boolean vararg, boolean yields, String label) {

        Place inLoop(String next) {
            return new Place(true, function, vararg, yields, next);
        }

        static Place functionOf(boolean vararg, boolean yields) {
            return new Place(false, true, vararg, yields, "");
        }
    }

    private ProgramGenerator(long seed) {
        random = new Random(seed);
        names = new Names(random);
        expressions = new Expressions(random, names, TEMPLATES);
    }

    /** The program of a seed. */
    static String program(long seed) {
        ProgramGenerator generator = new ProgramGenerator(seed);
        generator.block(new Place(false, false, false, false, ""), 2 + generator.random.nextInt(4));
        generator.line("for i = 1, #fns do emit(pcall(fns[i], i, 2)) end");
        return generator.text.toString();
    }

    private void line(String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    private String number() {
        return expressions.of(Kind.NUMBER);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void block(Place place, int statements) {
        int mark = names.mark();
        for (int i = 0; i < statements; i++) {
            statement(place);
        }
        if (place.loop && chance(15)) {
            line("if " + expressions.of(Kind.BOOLEAN) + " then break end");
        } else if (place.loop && place.label.isEmpty() && chance(5)) {
            line("do break end");
        } else if (place.function && place.label.isEmpty() && chance(20)) {
            line("do " + returning(place) + " end");
        }
        names.release(mark);
    }

    private String returning(Place place) {
        return switch (random.nextInt(place.vararg ? 6 : 4)) {
            case 0 -> "return " + number() + ", " + expressions.of(Kind.STRING);
            case 1 -> "return " + expressions.operand(Kind.FUNCTION) + "(" + number() + ")";
            case 2 -> "return";
            case 3 -> "return " + number();
            case 4 -> "return ...";
            default -> "return " + number() + ", ...";
        };
    }

    private void nested(Place place) {
        depth++;
        block(place, 1 + random.nextInt(depth < DEEPEST - 1 ? 4 : 2));
        depth--;
    }

    private void statement(Place place) {
        if (place.yields && chance(30)) {
            template("YIELD");
            return;
        }
        switch (random.nextInt(depth < DEEPEST ? 22 : 11)) {
            case 0, 1, 2 -> declaration();
            case 3, 4 -> assignment();
            case 5 -> line("emit(" + expressions.of(Kind.ANY) + ", " + number() + ")");
            case 6, 7, 8 -> template("STATEMENT");
            case 9 -> jump(place);
            case 10 -> tableWrite();
            case 11, 12 -> ifStatement(place);
            case 13 -> numericLoop(place);
            case 14 -> genericLoop(place);
            case 15 -> whileLoop(place);
            case 16 -> repeatLoop(place);
            case 17 -> {
                line("do");
                nested(place);
                line("end");
            }
            case 18, 19, 20 -> function();
            default -> template("STATEMENT");
        }
    }

    private Kind kind() {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> Kind.STRING;
            case 4 -> Kind.BOOLEAN;
            case 5, 6 -> Kind.LIST;
            case 7 -> Kind.MAP;
            case 8 -> Kind.FUNCTION;
            case 9 -> Kind.OBJECT;
            default -> Kind.NUMBER;
        };
    }

    private void declaration() {
        Kind kind = kind();
        String name = names.fresh();
        switch (random.nextInt(6)) {
            case 0 -> {
                String other = names.fresh();
                line("local " + name + ", " + other + " = " + expressions.of(kind) + ", " + expressions.of(kind));
                names.add(name, kind);
                names.add(other, kind);
            }
            case 1 -> {
                String other = names.fresh();
                line("local " + other + ", " + name + " = (function(...) return ... end)(" + number() + ", "
                        + expressions.of(kind) + ", " + number() + ")");
                names.add(other, Kind.NUMBER);
                names.add(name, kind);
            }
            case 2 -> {
                line("local " + name);
                names.add(name, Kind.ANY);
            }
            default -> {
                line("local " + name + " = " + expressions.of(kind));
                names.add(name, kind);
            }
        }
    }

    private void assignment() {
        Kind kind = kind();
        String name = names.any(kind);
        String other = names.any(kind);
        if (name == null || other == null) {
            declaration();
        } else if (chance(25)) {
            line(name + ", " + other + " = " + kept(kind, other) + ", " + kept(kind, name));
        } else {
            line(name + " = " + kept(kind, expressions.of(kind)));
        }
    }

    /** Strings don't grow without end. */
    private static String kept(Kind kind, String value) {
        return kind == Kind.STRING ? "cut(" + value + ")" : value;
    }

    private void tableWrite() {
        String list = names.any(Kind.LIST);
        String map = names.any(Kind.MAP);
        if (list != null && chance(50)) {
            line("if #" + list + " < 20 then " + list + "[#" + list + " + 1] = " + number() + " end");
        } else if (map != null && list != null && chance(30)) {
            line(map + ".x, " + list + "[1], " + map + "[\"y\"] = " + number() + ", " + number());
        } else if (map != null && chance(30)) {
            line(map + ".x, " + map + ".y = " + number() + ", " + map + ".x");
        } else if (map != null) {
            line(map + "[ " + expressions.of(Kind.STRING) + " ] = " + number());
        } else {
            line("fns.x, fns.y = " + number() + ", fns.x");
        }
    }

    private void template(String section) {
        String filled = expressions.fill(expressions.pick(TEMPLATES.section(section)), this::blockOf);
        boolean scoped = filled.contains("local ");
        line(scoped ? "do" : filled);
        if (scoped) {
            text.append(filled).append('\n');
            line("end");
        }
    }

    /** A block inside a template, as text. */
    private String blockOf(String asked) {
        int start = text.length();
        int before = depth;
        depth = Math.max(depth + 1, DEEPEST - 1);
        block(Place.functionOf(false, asked.equals("yblock")), 1 + random.nextInt(3));
        depth = before;
        // A template goes on after its block, where nothing may follow a return.
        String block = "do\n" + text.substring(start) + "end";
        text.setLength(start);
        return block;
    }

    private void jump(Place place) {
        if (place.loop && !place.label.isEmpty() && chance(60)) {
            line("if " + expressions.of(Kind.BOOLEAN) + " then goto " + place.label + " end");
        } else if (place.loop) {
            line("if " + expressions.of(Kind.BOOLEAN) + " then break end");
        } else if (place.function) {
            line("if " + expressions.of(Kind.BOOLEAN) + " then " + returning(place) + " end");
        } else {
            line("if " + expressions.of(Kind.BOOLEAN) + " then emit(" + number() + ") end");
        }
    }

    private void ifStatement(Place place) {
        line("if " + expressions.of(Kind.BOOLEAN) + " then");
        nested(place);
        while (chance(25)) {
            line("elseif " + expressions.of(chance(80) ? Kind.BOOLEAN : Kind.ANY) + " then");
            nested(place);
        }
        if (chance(50)) {
            line("else");
            nested(place);
        }
        line("end");
    }

    private void loopBody(Place place, Runnable declare) {
        int mark = names.mark();
        declare.run();
        String label = chance(40) ? "continue" + ++labels : "";
        line("  tick()");
        if (!label.isEmpty()) {
            line("  do");
        }
        nested(place.inLoop(label));
        if (!label.isEmpty()) {
            line("  end");
            line("  ::" + label + "::");
        }
        names.release(mark);
    }

    private void numericLoop(Place place) {
        String name = names.fresh();
        String range =
                switch (random.nextInt(7)) {
                    case 0 -> random.nextInt(4) + ", clamp(" + number() + ")";
                    case 1 -> "clamp(" + number() + "), 1, -1";
                    case 2 -> "0, 1, 0.25";
                    case 3 -> "-1, -0.1, 0.3";
                    case 4 -> "3, " + random.nextInt(6);
                    case 5 -> "1, 2 * " + random.nextInt(4) + ", 2";
                    default -> "1, " + random.nextInt(5);
                };
        line("for " + name + " = " + range + " do");
        loopBody(place, () -> names.add(name, Kind.NUMBER));
        line("end");
    }

    private void genericLoop(Place place) {
        String key = names.fresh();
        String value = names.fresh();
        Kind keys = Kind.NUMBER;
        String iterated;
        switch (random.nextInt(4)) {
            case 0 -> {
                iterated = "sorted(" + expressions.of(Kind.MAP) + ")";
                keys = Kind.STRING;
            }
            case 1 ->
                iterated = "coroutine.wrap(function() for x = 1, " + random.nextInt(4) + " do coroutine.yield(x, "
                        + number() + ") end end)";
            case 2 ->
                iterated = "(function(s, i) if i < s then return i + 1, " + number() + " end end), " + random.nextInt(4)
                        + ", 0";
            default -> iterated = "ipairs(" + expressions.of(Kind.LIST) + ")";
        }
        line("for " + key + ", " + value + " in " + iterated + " do");
        Kind kind = keys;
        loopBody(place, () -> {
            names.add(key, kind);
            names.add(value, key.equals(value) ? kind : Kind.NUMBER);
        });
        line("end");
    }

    private void whileLoop(Place place) {
        String counter = "w" + ++labels;
        line("local " + counter + " = 0");
        line("while " + counter + " < " + random.nextInt(4) + " and not (" + expressions.of(Kind.BOOLEAN) + ") do");
        line("  " + counter + " = " + counter + " + 1");
        loopBody(place, () -> {});
        line("end");
    }

    private void repeatLoop(Place place) {
        String counter = "r" + ++labels;
        String inner = names.fresh();
        line("local " + counter + " = 0");
        line("repeat");
        line("  " + counter + " = " + counter + " + 1");
        line("  local " + inner + " = " + counter);
        if (chance(30)) {
            line("  fns[#fns + 1] = function(x) " + inner + " = " + inner + " + 1 return " + inner + " end");
        }
        loopBody(place.inLoop(""), () -> names.add(inner, Kind.NUMBER));
        line("until " + inner + " >= " + random.nextInt(4) + " or " + expressions.of(Kind.BOOLEAN));
    }

    private void function() {
        String name = names.fresh();
        String parameter = names.fresh();
        String second = names.fresh();
        boolean vararg = chance(30);
        String parameters = parameter + (chance(50) ? ", " + second : "") + (vararg ? ", ..." : "");
        boolean local = chance(70);
        String stored = local ? name : "fns.f" + random.nextInt(5);
        line((local ? "local function " + name : "function " + stored) + "(" + parameters + ")");
        int mark = names.mark();
        if (local) {
            names.add(name, Kind.FUNCTION);
        }
        names.add(parameter, Kind.NUMBER);
        if (parameters.contains(second + (vararg ? ", ..." : "")) && parameters.contains(",")) {
            names.add(second, Kind.ANY);
        }
        line("  tick()");
        if (vararg) {
            line("  emit(select(\"#\", ...), ...)");
        }
        nested(Place.functionOf(vararg, false));
        names.release(mark);
        line("  do return " + number() + (chance(30) ? ", " + number() : "") + " end");
        line("end");
        if (local) {
            names.add(name, Kind.FUNCTION);
        }
        if (chance(50)) {
            line("fns[#fns + 1] = " + stored);
        }
        if (chance(60)) {
            line("emit(pcall(" + stored + ", " + number() + ", " + number() + "))");
        }
    }
}
