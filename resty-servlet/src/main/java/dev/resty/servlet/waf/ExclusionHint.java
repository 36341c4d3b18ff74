// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import org.jspecify.annotations.Nullable;

/** A rule to paste in front of the others, which leaves what a rule matched on out of that rule at that path. */
final class ExclusionHint {

    /** Ids below 100,000 are for rules of one's own. */
    private static final int FIRST_ID = 10_000;

    private static final int IDS = 89_999;

    private ExclusionHint() {}

    /** The rule; null where what matched isn't a part of the request or can't be written in a rule. */
    static @Nullable String of(MatchedRule rule, Variables variables) {
        String path = variables.value(Variable.REQUEST_FILENAME).text();
        if (rule.id() == 0 || rule.matches().isEmpty() || !isPlain(path) || path.contains("%{")) {
            return null;
        }
        MatchedValue match = rule.matches().get(0);
        int colon = match.variable().indexOf(':');
        Variable variable =
                Variable.named(colon < 0 ? match.variable() : match.variable().substring(0, colon));
        String selector = colon < 0 ? "" : match.variable().substring(colon + 1);
        if (variable == null || !isOfRequest(variable)) {
            return null;
        }
        if (selector.length() >= KeptMatches.LEAST_TEXT) {
            return null;
        }
        String target = variable.name();
        if (!selector.isEmpty() && isPlain(selector) && !selector.startsWith("/") && !selector.contains("'")) {
            target += ':' + selector;
        }
        String option = "ruleRemoveTargetById=" + rule.id() + ';' + target;
        boolean quoted = option.indexOf(',') >= 0 || option.indexOf(' ') >= 0;
        int id = FIRST_ID + Math.floorMod((path + option).hashCode(), IDS);
        return "SecRule REQUEST_FILENAME \"@streq " + path + "\" \"id:" + id + ",phase:1,pass,t:none,nolog,ctl:"
                + (quoted ? '\'' + option + '\'' : option) + '"';
    }

    /** Whether a text can stand between double quotes as it is. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
    }

    private static boolean isOfRequest(Variable variable) {
        return switch (variable) {
            case ARGS,
                    ARGS_GET,
                    ARGS_GET_NAMES,
                    ARGS_NAMES,
                    ARGS_POST,
                    ARGS_POST_NAMES,
                    FILES,
                    FILES_NAMES,
                    MULTIPART_PART_HEADERS,
                    PATH_INFO,
                    QUERY_STRING,
                    REQUEST_BASENAME,
                    REQUEST_BODY,
                    REQUEST_COOKIES,
                    REQUEST_COOKIES_NAMES,
                    REQUEST_FILENAME,
                    REQUEST_HEADERS,
                    REQUEST_HEADERS_NAMES,
                    REQUEST_LINE,
                    REQUEST_METHOD,
                    REQUEST_PROTOCOL,
                    REQUEST_URI,
                    REQUEST_URI_RAW,
                    XML -> true;
            default -> false;
        };
    }
}
