// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What logs don't show of a transaction: headers that authenticate, arguments and cookies whose names say that they are
 * secret, and what {@code sanitiseArg} and its like name. Where a secret can't be told apart from what is around it, all is
 * masked. Texts are ISO-8859-1 views. Used by one thread at a time.
 */
final class Masking {

    /** What stands for a secret, however long it is. */
    static final String MASK = "********";

    private static final Bytes URLENCODED = Bytes.of("URLENCODED");

    private static final Bytes XML = Bytes.of("XML");

    /** Shorter secrets are too likely to occur elsewhere by chance. */
    private static final int LEAST_LENGTH = 4;

    private static final List<String> SECRET_HEADERS =
            List.of("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token");

    private static final List<String> SECRET_WORDS = List.of(
            "passw",
            "pwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "api_key",
            "api-key",
            "credential",
            "authorization",
            "session",
            "sessid");

    /** With more of them, nothing of a text is shown: nobody has so many, and each is looked for. */
    private static final int MOST_SECRETS = 100;

    private final Variables variables;

    /** What rules named: a variable with an entry's name, or without one. */
    private final List<Entry> named;

    /** What stands between arguments. */
    private final char separator;

    private List<String> secrets = List.of();

    /** What {@link #secrets} were made of. */
    private @Nullable List<Entry> secretsOf;

    private int secretsNamed;

    Masking(Variables variables, List<Entry> named, char separator) {
        this.variables = variables;
        this.named = named;
        this.separator = separator;
    }

    /** Whether an entry is secret. */
    boolean isSecret(Variable variable, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean byName =
                switch (kind(variable)) {
                    case REQUEST_HEADERS, RESPONSE_HEADERS -> SECRET_HEADERS.contains(lower) || hasSecretWord(lower);
                    case ARGS, REQUEST_COOKIES -> hasSecretWord(lower);
                    default -> false;
                };
        if (byName) {
            return true;
        }
        for (Entry entry : named) {
            if (kind(entry.variable()) == kind(variable) && entry.key().text().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasSecretWord(String lower) {
        for (String word : SECRET_WORDS) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** The collection that has all of its kind. */
    private static Variable kind(Variable variable) {
        return switch (variable) {
            case ARGS_GET, ARGS_POST -> Variable.ARGS;
            default -> variable;
        };
    }

    /** A header's value, masked where it is secret. */
    String header(Variable headers, String name, String value) {
        return isSecret(headers, name) ? MASK : value;
    }

    /** The beginning of a value that a rule matched on, or of a text made of it, as {@link AuditMatch#shortened}. */
    String matched(MatchedRule rule, String text, int most) {
        for (MatchedValue match : rule.matches()) {
            int colon = match.variable().indexOf(':');
            Variable variable = Variable.named(
                    colon < 0 ? match.variable() : match.variable().substring(0, colon));
            if (variable != null
                    && isSecret(variable, colon < 0 ? "" : match.variable().substring(colon + 1))) {
                return MASK;
            }
        }
        List<String> hide = secrets();
        if (hide.size() > MOST_SECRETS) {
            return MASK;
        }
        HiddenText masked = new HiddenText(text, most);
        hide.forEach(masked::hide);
        return AuditMatch.shortened(masked.toString(), text.length(), most);
    }

    /** All secret values of the request, decoded and as they were sent, but for short ones. */
    private List<String> secrets() {
        List<Entry> arguments = variables.all(Variable.ARGS);
        if (arguments != secretsOf || secretsNamed != named.size()) {
            secretsOf = arguments;
            secretsNamed = named.size();
            Set<String> found = new LinkedHashSet<>();
            for (Variable variable : List.of(Variable.ARGS, Variable.REQUEST_COOKIES, Variable.REQUEST_HEADERS)) {
                for (Entry entry : variables.all(variable)) {
                    if (isSecret(variable, entry.key().text())) {
                        found.add(entry.value().text());
                    }
                }
            }
            pairs(variables.value(Variable.QUERY_STRING).text(), found);
            if (variables.value(Variable.REQBODY_PROCESSOR).equals(URLENCODED)) {
                pairs(variables.value(Variable.REQUEST_BODY).text(), found);
            }
            found.removeIf(secret -> secret.length() < LEAST_LENGTH);
            secrets = List.copyOf(found);
        }
        return secrets;
    }

    /** A request's target with the secrets of its query masked. */
    String target(String target) {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question + 1) + pairs(target.substring(question + 1));
    }

    /** Names and values with the secret values masked. */
    String pairs(String pairs) {
        return pairs(pairs, new HashSet<>());
    }

    /** Masks secret values, and adds them as they stand there. Some applications separate by semicolons as well. */
    private String pairs(String pairs, Set<String> found) {
        StringBuilder masked = new StringBuilder(pairs.length());
        for (int from = 0; from <= pairs.length(); ) {
            int end = from;
            while (end < pairs.length() && pairs.charAt(end) != '&' && pairs.charAt(end) != ';') {
                end++;
            }
            int equals = pairs.indexOf('=', from);
            if (equals >= 0 && equals < end && isSecret(Variable.ARGS, decoded(pairs.substring(from, equals)))) {
                while (end < pairs.length() && pairs.charAt(end) != separator) {
                    end++;
                }
                masked.append(pairs, from, equals + 1).append(MASK);
                found.add(pairs.substring(equals + 1, end));
            } else {
                masked.append(pairs, from, end);
            }
            if (end < pairs.length()) {
                masked.append(pairs.charAt(end));
            }
            from = end + 1;
        }
        return masked.toString();
    }

    private static String decoded(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder decoded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            int high = i + 2 < name.length() && name.charAt(i) == '%' ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(name.charAt(i + 2), 16);
            if (low >= 0) {
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append(name.charAt(i));
            }
        }
        return decoded.toString();
    }

    /** A request's body with its secrets masked; all of it where one isn't found as it is, or nothing parsed the body. */
    String body(Bytes body) {
        if (body.isEmpty()) {
            return "";
        }
        if (isSecret(Variable.REQUEST_BODY, "")) {
            return MASK;
        }
        String text = body.text();
        Bytes processor = variables.value(Variable.REQBODY_PROCESSOR);
        boolean failed = variables.value(Variable.REQBODY_ERROR).number() != 0;
        if (processor.equals(URLENCODED)) {
            return pairs(text);
        }
        if (processor.isEmpty() || processor.equals(XML) || failed) {
            return named.isEmpty() && !hasSecretWord(text.toLowerCase(Locale.ROOT)) ? text : MASK;
        }
        HiddenText masked = new HiddenText(text, text.length());
        int count = 0;
        for (Entry entry : variables.all(Variable.ARGS)) {
            String secret = entry.value().text();
            if (!secret.isEmpty() && isSecret(Variable.ARGS, entry.key().text()) && !isOfQuery(entry)) {
                if (secret.length() < LEAST_LENGTH || ++count > MOST_SECRETS || !masked.found(secret)) {
                    return MASK;
                }
            }
        }
        return masked.toString();
    }

    private boolean isOfQuery(Entry argument) {
        for (Entry entry : variables.all(Variable.ARGS_GET)) {
            if (entry.key().equals(argument.key()) && entry.value().equals(argument.value())) {
                return true;
            }
        }
        return false;
    }

    /** A response's body with what rules named in it masked. */
    String responseBody(Bytes body) {
        if (isSecret(Variable.RESPONSE_BODY, "")) {
            return MASK;
        }
        List<String> hide = secrets();
        if (hide.size() > MOST_SECRETS) {
            return MASK;
        }
        HiddenText masked = new HiddenText(body.text(), body.length());
        hide.forEach(masked::hide);
        return masked.toString();
    }
}
