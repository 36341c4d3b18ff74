// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.lookup.HostNames;
import java.util.Locale;

/** SecLang's operators by their names. */
public final class Operators {

    /** What {@code SecRuleScript} is among operators. */
    public static final String SCRIPT = "secrulescript";

    private Operators() {}

    /** As {@link #named(String, String, OperatorSettings)}, with data files alone and PCRE's limit of steps. */
    public static Operator named(String name, String argument, OperatorFiles files) {
        return named(name, argument, OperatorSettings.of(files, 0));
    }

    /**
     * Makes an operator.
     *
     * @param name its name in any case, without {@code @}
     * @param argument its argument, an ISO-8859-1 view; empty for none
     * @throws IllegalArgumentException where there is no such operator, or it can't have the argument; its message says what is
     *     wrong and what to do
     */
    public static Operator named(String name, String argument, OperatorSettings settings) {
        try {
            return made(name.toLowerCase(Locale.ROOT), argument, settings);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    (name.equals(SCRIPT) ? "SecRuleScript" : "@" + name) + ": " + e.getMessage(), e);
        }
    }

    /** Whether an operator looks at the whole of an XML body, whatever target it has. */
    public static boolean validatesXml(String name) {
        return name.equalsIgnoreCase("validateDTD") || name.equalsIgnoreCase("validateSchema");
    }

    private static Operator made(String name, String argument, OperatorSettings settings) {
        OperatorFiles files = settings.files();
        int matchLimit = settings.matchLimit();
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
            case "fuzzyhash" -> FuzzyHash.of(argument, files);
            case "geolookup" ->
                settings.geo() == null
                        ? new NeverFound(
                                "@geoLookup never matches without a database: name one in SecGeoLookupDb, in front of the"
                                        + " rule or behind it")
                        : new GeoLookup(settings.geo());
            case "inspectfile" -> new InspectFile(argument, settings, true);
            case SCRIPT -> new InspectFile(argument, settings, false);
            case "rbl" -> rbl(argument, settings);
            case "pm" -> new Pm(PhraseList.of(argument));
            case "pmf", "pmfromfile" -> new Pm(PhraseList.ofFiles(argument, files));
            case "rx" -> new Rx(argument, matchLimit);
            case "rxglobal" -> new RxGlobal(argument, matchLimit);
            case "streq" -> new StrEq(argument);
            case "unconditionalmatch" -> Always.MATCH;
            case "validatebyterange" -> new ValidateByteRange(argument);
            case "validateurlencoding" -> new ValidateUrlEncoding();
            case "validateutf8encoding" -> new ValidateUtf8Encoding();
            case "validatedtd" -> new ValidateDtd(argument, files);
            case "validateschema" -> new ValidateSchema(argument, files);
            case "verifycc" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isCard);
            case "verifycpf" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isCpf);
            case "verifyssn" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isSsn);
            case "verifysvnr" -> new VerifiedNumber(argument, matchLimit, NumberKinds::isSvnr);
            case "within" -> new Within(argument);
            default -> throw new IllegalArgumentException(refusal(name));
        };
    }

    private static Operator rbl(String argument, OperatorSettings settings) {
        HostNames hosts = settings.hosts();
        if (hosts == null) {
            throw new IllegalArgumentException("no hosts are looked up here");
        }
        Rbl rbl = new Rbl(argument, settings.httpBlKey(), hosts);
        return settings.httpBlKey().isEmpty() && Rbl.needsKey(argument)
                ? new NeverFound("@rbl " + argument.strip()
                        + " never matches without a key: write SecHttpBlKey in front of the rule" + " or behind it")
                : rbl;
    }

    /** Why an operator isn't there, and what to do. ModSecurity v3 refuses these too. */
    private static String refusal(String name) {
        return switch (name) {
            case "gsblookup" -> "Google's Safe Browsing is not looked up, nor by ModSecurity v3: remove the rule";
            case "rsub" -> "rules don't change bodies, nor in ModSecurity v3: do it in body_filter_by_lua*";
            case "validatehash" -> "hashed links aren't supported, nor by ModSecurity v3: remove the rule";
            default -> "there is no such operator: write one of SecLang's, such as @rx, @pm or @streq";
        };
    }
}
