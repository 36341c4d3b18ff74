// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text with {@code %{variable}} and {@code %{collection.name}} in it. Immutable, safe for concurrent use. */
public final class Macro {

    private sealed interface Part {
        record Text(Bytes bytes) implements Part {}

        record Reference(Variable variable, Bytes key) implements Part {}
    }

    private final String source;

    private final List<Part> parts;

    private Macro(String source, List<Part> parts) {
        this.source = source;
        this.parts = parts;
    }

    /**
     * Parses a text; what isn't a closed {@code %{…}} stands for itself.
     *
     * @throws IllegalArgumentException where a macro names no variable
     */
    public static Macro parse(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (true) {
            int open = text.indexOf("%{", from);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            if (open > from) {
                parts.add(new Part.Text(Bytes.of(text.substring(from, open))));
            }
            parts.add(reference(text.substring(open + 2, close)));
            from = close + 1;
        }
        if (from < text.length() || parts.isEmpty()) {
            parts.add(new Part.Text(Bytes.of(text.substring(from))));
        }
        return new Macro(text, List.copyOf(parts));
    }

    private static Part reference(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            dot = name.indexOf(':');
        }
        Variable variable = Variable.named(dot < 0 ? name : name.substring(0, dot));
        if (variable == null) {
            throw new IllegalArgumentException("unknown variable in macro %{" + name + "}");
        }
        return new Part.Reference(variable, dot < 0 ? Bytes.EMPTY : Bytes.of(name.substring(dot + 1)));
    }

    /** Whether nothing is expanded. */
    public boolean isConstant() {
        return parts.size() == 1 && parts.get(0) instanceof Part.Text;
    }

    /** The text with the values that variables have now; nothing for those without one. */
    public Bytes expand(Variables variables) {
        if (parts.size() == 1) {
            return value(parts.get(0), variables);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            Bytes value = value(part, variables);
            out.write(value.array(), value.from(), value.length());
        }
        return Bytes.of(out.toByteArray());
    }

    private static Bytes value(Part part, Variables variables) {
        if (part instanceof Part.Text text) {
            return text.bytes();
        }
        Part.Reference reference = (Part.Reference) part;
        @Nullable Entry entry = reference.variable().isCollection()
                ? variables.first(reference.variable(), reference.key())
                : variables.single(reference.variable());
        return entry == null ? Bytes.EMPTY : entry.value();
    }

    /** The text as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
