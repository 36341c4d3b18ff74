// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.RewriteStep.Condition;
import dev.resty.servlet.conf.RewriteStep.Flag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** nginx's rewrite module: {@code set}, {@code if}, {@code return}, {@code rewrite}, {@code break}. */
final class RewriteDirectives {

    private static final Key<Boolean> REWRITE_LOG = new Key<>("rewrite_log", false);
    private static final Key<Boolean> UNINITIALIZED_WARN = new Key<>("uninitialized_variable_warn", true);

    private RewriteDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("set", Context.REWRITE, 2, 2, RewriteDirectives::set);
        table.simple("return", Context.REWRITE, 1, 2, RewriteDirectives::returnStatus);
        table.simple("rewrite", Context.REWRITE, 2, 3, RewriteDirectives::rewrite);
        table.simple("break", Context.REWRITE, 0, 0, (draft, scope, directive) -> step(scope, new RewriteStep.Break()));
        table.block(
                "if", EnumSet.of(Context.SERVER, Context.LOCATION), 1, DirectiveType.ANY, RewriteDirectives::ifBlock);
        table.flag(
                EnumSet.of(Context.HTTP, Context.SERVER, Context.SERVER_IF, Context.LOCATION, Context.LOCATION_IF),
                REWRITE_LOG);
        table.flag(
                EnumSet.of(Context.HTTP, Context.SERVER, Context.SERVER_IF, Context.LOCATION, Context.LOCATION_IF),
                UNINITIALIZED_WARN);
    }

    static void step(Scope scope, RewriteStep step) {
        scope.steps().add(() -> step);
    }

    private static void set(Draft draft, Scope scope, Directive directive) {
        String name = draft.settableVariable(directive, 0);
        step(scope, new RewriteStep.Set(name, draft.value(directive, 1)));
    }

    private static void returnStatus(Draft draft, Scope scope, Directive directive) {
        String first = directive.arg(0);
        OptionalLong status = Units.number(first);
        if (status.isEmpty() && directive.args().size() == 1 && isUrl(first)) {
            step(scope, new RewriteStep.Return(302, draft.value(directive, 0)));
            return;
        }
        if (status.isEmpty() || status.getAsLong() > 999) {
            throw directive.error("invalid return code \"" + first + "\"", "give a status from 0 to 999, or a URL");
        }
        Value text = directive.args().size() > 1 ? draft.value(directive, 1) : null;
        step(scope, new RewriteStep.Return((int) status.getAsLong(), text));
    }

    private static boolean isUrl(String text) {
        return text.startsWith("http://") || text.startsWith("https://") || text.startsWith("$scheme");
    }

    private static void rewrite(Draft draft, Scope scope, Directive directive) {
        if (directive.arg(1).isEmpty()) {
            throw directive.error("empty replacement", "give the new URI");
        }
        Flag flag = isUrl(directive.arg(1)) ? Flag.REDIRECT : Flag.NONE;
        if (directive.args().size() == 3) {
            Flag given = flag(directive);
            flag = flag == Flag.REDIRECT && given != Flag.PERMANENT ? flag : given;
        }
        String replacement = directive.arg(1);
        boolean keepArgs = !replacement.endsWith("?");
        Value value =
                draft.value(keepArgs ? replacement : replacement.substring(0, replacement.length() - 1), directive);
        step(scope, new RewriteStep.Rewrite(draft.pattern(directive.arg(0), false, directive), value, flag, keepArgs));
    }

    private static Flag flag(Directive directive) {
        return switch (directive.arg(2)) {
            case "last" -> Flag.LAST;
            case "break" -> Flag.BREAK;
            case "redirect" -> Flag.REDIRECT;
            case "permanent" -> Flag.PERMANENT;
            default ->
                throw directive.error(
                        "invalid parameter \"" + directive.arg(2) + "\"",
                        "the flags are last, break, redirect and permanent");
        };
    }

    private static void ifBlock(Draft draft, Scope scope, Directive directive) {
        Condition condition = condition(draft, directive);
        boolean inServer = scope.context() == Context.SERVER;
        Scope inside = new Scope(inServer ? Context.SERVER_IF : Context.LOCATION_IF, scope, directive.position());
        draft.read(inside, MainDirectives.block(directive));
        scope.steps().add(() -> {
            @Nullable LocationConf location = inServer || !inside.hasValues() ? null : Assembly.location(inside);
            return new RewriteStep.If(condition, Assembly.steps(inside), location);
        });
    }

    private static Condition condition(Draft draft, Directive directive) {
        List<String> words = words(directive);
        String first = words.get(0);
        if (first.startsWith("$")
                && first.length() > 1
                && first.substring(1).chars().allMatch(c -> Values.isNameChar((char) c))) {
            return comparison(draft, directive, words);
        }
        boolean negated = first.startsWith("!");
        String test = negated ? first.substring(1) : first;
        if (words.size() == 2 && test.length() == 2 && test.charAt(0) == '-' && "fdex".indexOf(test.charAt(1)) >= 0) {
            return new Condition.FileTest(test.charAt(1), draft.value(words.get(1), directive), negated);
        }
        throw invalid(directive, first);
    }

    /** The condition's words without its parentheses. */
    private static List<String> words(Directive directive) {
        List<String> words = new ArrayList<>(directive.args());
        String first = words.get(0);
        if (!first.startsWith("(")) {
            throw invalid(directive, first);
        }
        words.set(0, first.substring(1));
        int end = words.size() - 1;
        String last = words.get(end);
        if (!last.endsWith(")")) {
            throw invalid(directive, last);
        }
        words.set(end, last.substring(0, last.length() - 1));
        if (words.size() > 1 && words.get(end).isEmpty()) {
            words.remove(end);
        }
        if (words.size() > 1 && words.get(0).isEmpty()) {
            words.remove(0);
        }
        return words;
    }

    private static Condition comparison(Draft draft, Directive directive, List<String> words) {
        Value subject = draft.value(words.get(0), directive);
        if (words.size() == 1) {
            return new Condition.Truth(subject);
        }
        if (words.size() != 3) {
            throw invalid(directive, words.get(0));
        }
        String operator = words.get(1);
        String operand = words.get(2);
        return switch (operator) {
            case "=", "!=" ->
                new Condition.Equality(subject, draft.value(operand, directive), operator.startsWith("!"));
            case "~", "!~" ->
                new Condition.Match(subject, draft.pattern(operand, false, directive), operator.startsWith("!"));
            case "~*", "!~*" ->
                new Condition.Match(subject, draft.pattern(operand, true, directive), operator.startsWith("!"));
            default ->
                throw directive.error(
                        "unexpected \"" + operator + "\" in condition", "the operators are =, !=, ~, ~*, !~ and !~*");
        };
    }

    private static ConfException invalid(Directive directive, String word) {
        return directive.error(
                "invalid condition \"" + word + "\"",
                "write if ($variable), if ($variable = text), if ($variable ~ regex) or if (-f path)");
    }
}
