// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.phase.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directive's argument with nginx variables in it, parsed once. A variable without a value counts as empty.
 *
 * @param source the argument as written, for messages
 * @param parts literals and variables in order
 */
public record Value(String source, List<Part> parts) {

    /** A piece of a value. */
    public sealed interface Part {}

    /**
     * Text as it is.
     *
     * @param text ISO-8859-1 view of bytes
     */
    public record Literal(String text) implements Part {}

    /**
     * A variable's value.
     *
     * @param name without the dollar sign; a number for a capture of the last regex match
     */
    public record Variable(String name) implements Part {}

    /** A value without variables. */
    public static Value constant(String text) {
        return new Value(text, text.isEmpty() ? List.of() : List.of(new Literal(text)));
    }

    /** Whether it is the same for every request. */
    public boolean isConstant() {
        return parts.isEmpty() || (parts.size() == 1 && parts.get(0) instanceof Literal);
    }

    /** The text for one request. */
    public String evaluate(Exchange exchange) {
        if (parts.isEmpty()) {
            return "";
        }
        if (parts.size() == 1) {
            return text(parts.get(0), exchange);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(text(part, exchange));
        }
        return text.toString();
    }

    private static String text(Part part, Exchange exchange) {
        if (part instanceof Literal literal) {
            return literal.text();
        }
        @Nullable String value = exchange.variable(((Variable) part).name());
        return value == null ? "" : value;
    }
}
