// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.util.Locale;

/** SecLang's operators by their names. */
public final class Operators {

    private Operators() {}

    /** As {@link #named(String, String, OperatorFiles, int)}, with PCRE's limit of steps. */
    public static Operator named(String name, String argument, OperatorFiles files) {
        return named(name, argument, files, 0);
    }

    /**
     * Makes an operator.
     *
     * @param name its name in any case, without {@code @}
     * @param argument its argument, an ISO-8859-1 view; empty for none
     * @param files where its data files are
     * @param matchLimit {@code SecPcreMatchLimit}: how many steps a regular expression that isn't matched in linear time may
     *     take; 0 for PCRE's default
     * @throws IllegalArgumentException where there is no such operator, or it can't have the argument; its message says what is
     *     wrong and what to do
     */
    public static Operator named(String name, String argument, OperatorFiles files, int matchLimit) {
        try {
            return made(name.toLowerCase(Locale.ROOT), argument, files, matchLimit);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("@" + name + ": " + e.getMessage(), e);
        }
    }

    private static Operator made(String name, String argument, OperatorFiles files, int matchLimit) {
        return switch (name) {
            case "beginswith" -> new BeginsWith(argument);
            case "contains", "strmatch" -> new Contains(argument);
            case "containsword" -> new ContainsWord(argument);
            case "detectsqli" -> new DetectSqli();
            case "detectxss" -> new DetectXss();
            case "endswith" -> new EndsWith(argument);
            case "eq", "ge", "gt", "le", "lt" -> new Comparison(name, argument);
            case "ipmatch" -> IpMatch.of(argument);
            case "ipmatchf", "ipmatchfromfile" -> IpMatch.ofFiles(argument, files);
            case "nomatch" -> Always.NO_MATCH;
            case "geolookup", "rbl" -> new Unanswered(name);
            case "pm" -> new Pm(PhraseList.of(argument));
            case "pmf", "pmfromfile" -> new Pm(PhraseList.ofFiles(argument, files));
            case "rx" -> new Rx(argument, matchLimit);
            case "rxglobal" -> new RxGlobal(argument, matchLimit);
            case "streq" -> new StrEq(argument);
            case "unconditionalmatch" -> Always.MATCH;
            case "validatebyterange" -> new ValidateByteRange(argument);
            case "validateurlencoding" -> new ValidateUrlEncoding();
            case "validateutf8encoding" -> new ValidateUtf8Encoding();
            case "verifycc" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isCard);
            case "verifycpf" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isCpf);
            case "verifyssn" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isSsn);
            case "verifysvnr" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isSvnr);
            case "within" -> new Within(argument);
            default -> throw new IllegalArgumentException(refusal(name));
        };
    }

    /** Why an operator isn't there, and what to do. */
    private static String refusal(String name) {
        return switch (name) {
            case "fuzzyhash" -> "fuzzy hashes aren't supported: remove the rule";
            case "gsblookup" -> "Google's Safe Browsing is not looked up: remove the rule";
            case "inspectfile" -> "rules start no programs: scan uploads in Lua or Java";
            case "rsub" -> "rules don't change bodies: do it in body_filter_by_lua*";
            case "validatedtd", "validateschema" -> "XML is not validated by rules: validate it in the application";
            case "validatehash" -> "hashed links aren't supported: remove the rule";
            default -> "there is no such operator: write one of SecLang's, such as @rx, @pm or @streq";
        };
    }
}
