// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import dev.resty.servlet.waf.seclang.Statement.IdRange;
import dev.resty.servlet.waf.seclang.Statement.OperatorSyntax;
import dev.resty.servlet.waf.seclang.Statement.RuleSelection;
import dev.resty.servlet.waf.seclang.Statement.TargetSyntax;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads SecLang. Knows how it is written, not which variables, operators, actions and settings there are. */
public final class SecLangParser {

    private final List<Statement> statements = new ArrayList<>();

    /** What is being read, the innermost first. */
    private final Deque<RuleSource> open = new ArrayDeque<>();

    private SecLangParser() {}

    /**
     * Reads rules and all they include. Blocks.
     *
     * @return the statements in their order
     * @throws SecLangSyntaxException for what can't be read or understood
     */
    public static List<Statement> parse(RuleSource source) {
        return parse(List.of(source));
    }

    /**
     * Reads rules from several sources, one behind the other. Blocks.
     *
     * @see #parse(RuleSource)
     */
    public static List<Statement> parse(List<RuleSource> sources) {
        SecLangParser parser = new SecLangParser();
        for (RuleSource source : sources) {
            parser.read(source, new Place(source, 0));
        }
        return List.copyOf(parser.statements);
    }

    /**
     * The targets of a text such as {@code ARGS:a|!ARGS:/b/}.
     *
     * @throws SecLangSyntaxException where it is none
     */
    public static List<TargetSyntax> targets(String text, Place place) {
        return Targets.parse(text, place);
    }

    /**
     * The ids of a text such as {@code 942100 942200-942300,9}.
     *
     * @throws SecLangSyntaxException where it is none
     */
    public static List<IdRange> ids(String text, Place place) {
        List<IdRange> ranges = new ArrayList<>();
        for (String part : text.strip().split("[\\s,]+")) {
            int dash = part.indexOf('-');
            int first = id(dash < 0 ? part : part.substring(0, dash), text, place);
            int last = dash < 0 ? first : id(part.substring(dash + 1), text, place);
            if (last < first) {
                throw new SecLangSyntaxException("the range of ids " + part + " ends before it begins", place);
            }
            ranges.add(new IdRange(first, last));
        }
        return List.copyOf(ranges);
    }

    private static int id(String digits, String text, Place place) {
        if (!digits.isEmpty() && digits.length() < 11 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long id = Long.parseLong(digits);
            if (id <= Integer.MAX_VALUE) {
                return (int) id;
            }
        }
        throw new SecLangSyntaxException(
                "\"" + text + "\" is no id or range of ids: write a number, or two with a dash between", place);
    }

    private void read(RuleSource source, Place from) {
        if (open.contains(source)) {
            List<String> names =
                    new ArrayList<>(open.stream().map(RuleSource::name).toList());
            names.add(0, source.name());
            Collections.reverse(names);
            throw new SecLangSyntaxException("includes go in a circle: " + String.join(" -> ", names), from);
        }
        open.push(source);
        String text;
        try {
            text = new String(source.read(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new SecLangSyntaxException(message(e), from);
        }
        if (text.startsWith("\u00ef\u00bb\u00bf")) {
            text = text.substring(3);
        }
        for (LogicalLine line : LogicalLine.split(text, source)) {
            directive(line.text().stripLeading(), new Place(source, line.number()));
        }
        open.pop();
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void directive(String text, Place place) {
        if (text.startsWith("<")) {
            throw new SecLangSyntaxException(
                    "sections of Apache's configuration such as " + text
                            + " aren't understood: take this line and its end"
                            + " away, and use the server's own locations where rules differ",
                    place);
        }
        List<String> words = Words.split(text, place);
        String name = words.get(0);
        List<String> arguments = List.copyOf(words.subList(1, words.size()));
        switch (name.toLowerCase(Locale.ROOT)) {
            case "include" -> include(arguments, place, false);
            case "includeoptional" -> include(arguments, place, true);
            case "secrule" -> statements.add(rule(arguments, place));
            case "secaction" -> statements.add(new Statement.Action(place, actions(name, arguments, place)));
            case "secdefaultaction" ->
                statements.add(new Statement.DefaultAction(place, actions(name, arguments, place)));
            case "secmarker" -> statements.add(new Statement.Marker(place, one(name, "a name", arguments, place)));
            case "secruleremovebyid" ->
                statements.add(new Statement.RemoveRules(place, removed(name, arguments, place)));
            case "secruleremovebytag", "secruleremovebymsg" ->
                statements.add(new Statement.RemoveRules(
                        place, selection(name, one(name, "a pattern", arguments, place), place)));
            case "secruleupdatetargetbyid", "secruleupdatetargetbytag", "secruleupdatetargetbymsg" ->
                statements.add(updateTargets(name, arguments, place));
            case "secruleupdateactionbyid" -> statements.add(updateActions(arguments, place));
            case "secrulescript" -> statements.add(script(arguments, place));
            case "secremoterules", "secremoterulesfailaction" ->
                throw new SecLangSyntaxException(
                        name + " isn't supported: load the file when you deploy, and Include it", place);
            default -> statements.add(new Statement.Directive(place, name, arguments));
        }
    }

    private void include(List<String> arguments, Place place, boolean optional) {
        String pattern = one(optional ? "IncludeOptional" : "Include", "a file", arguments, place);
        List<RuleSource> sources;
        try {
            sources = place.source().include(pattern);
        } catch (NoSuchFileException | FileNotFoundException e) {
            if (optional) {
                return;
            }
            throw new SecLangSyntaxException("Include: " + message(e), place);
        } catch (IOException e) {
            throw new SecLangSyntaxException("Include: " + message(e), place);
        }
        for (RuleSource source : sources) {
            read(source, place);
        }
    }

    private static Statement rule(List<String> arguments, Place place) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw new SecLangSyntaxException(
                    "SecRule takes targets, an operator and actions, but has " + arguments.size()
                            + " words: put quotes around what has spaces",
                    place);
        }
        return new Statement.Rule(
                place,
                Targets.parse(arguments.get(0), place),
                operator(arguments.get(1), place),
                arguments.size() == 3 ? Actions.parse(arguments.get(2), place) : List.of());
    }

    private static Statement script(List<String> arguments, Place place) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new SecLangSyntaxException(
                    "SecRuleScript takes a script and actions, but has " + arguments.size()
                            + " words: put quotes around what has spaces",
                    place);
        }
        return new Statement.Script(
                place, arguments.get(0), arguments.size() == 2 ? Actions.parse(arguments.get(1), place) : List.of());
    }

    private static OperatorSyntax operator(String text, Place place) {
        String rest = text.stripLeading();
        boolean negated = rest.startsWith("!");
        if (negated) {
            rest = rest.substring(1).stripLeading();
        }
        if (!rest.startsWith("@")) {
            return new OperatorSyntax("rx", negated ? rest : text, negated);
        }
        int end = 1;
        while (end < rest.length() && !Words.isSpace(rest.charAt(end))) {
            end++;
        }
        if (end == 1) {
            throw new SecLangSyntaxException("expected an operator's name behind @ in \"" + text + '"', place);
        }
        return new OperatorSyntax(rest.substring(1, end), rest.substring(end).stripLeading(), negated);
    }

    private static List<ActionSyntax> actions(String name, List<String> arguments, Place place) {
        return Actions.parse(one(name, "a list of actions", arguments, place), place);
    }

    private static String one(String name, String what, List<String> arguments, Place place) {
        if (arguments.size() != 1) {
            throw new SecLangSyntaxException(
                    name + " takes " + what + ", but has " + arguments.size() + " words"
                            + (arguments.size() > 1 ? ": put quotes around what has spaces" : ""),
                    place);
        }
        return arguments.get(0);
    }

    private static RuleSelection removed(String name, List<String> arguments, Place place) {
        if (arguments.isEmpty()) {
            throw new SecLangSyntaxException(name + " takes ids, but has 0 words", place);
        }
        return new RuleSelection.Ids(ids(arguments.stream().collect(Collectors.joining(" ")), place));
    }

    private static RuleSelection selection(String name, String text, Place place) {
        String kind = name.toLowerCase(Locale.ROOT);
        if (kind.endsWith("byid")) {
            return new RuleSelection.Ids(ids(text, place));
        }
        return kind.endsWith("bytag") ? new RuleSelection.Tag(text) : new RuleSelection.Message(text);
    }

    private static Statement updateTargets(String name, List<String> arguments, Place place) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw new SecLangSyntaxException(
                    name + " takes rules, targets and maybe targets to replace, but has " + arguments.size()
                            + " words: put quotes around what has spaces",
                    place);
        }
        return new Statement.UpdateTargets(
                place,
                selection(name, arguments.get(0), place),
                Targets.parse(arguments.get(1), place),
                arguments.size() == 3 ? Targets.parse(arguments.get(2), place) : List.of());
    }

    private static Statement updateActions(List<String> arguments, Place place) {
        if (arguments.size() != 2) {
            throw new SecLangSyntaxException(
                    "SecRuleUpdateActionById takes an id and actions, but has " + arguments.size() + " words", place);
        }
        String text = arguments.get(0);
        int colon = text.indexOf(':');
        return new Statement.UpdateActions(
                place,
                id(colon < 0 ? text : text.substring(0, colon), text, place),
                colon < 0 ? 0 : id(text.substring(colon + 1), text, place),
                Actions.parse(arguments.get(1), place));
    }
}
