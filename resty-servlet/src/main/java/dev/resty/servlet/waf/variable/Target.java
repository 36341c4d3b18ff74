// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.value.XmlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a rule looks at, or leaves out: a variable, or those of its entries that a selector names. Immutable. */
public final class Target {

    private static final int[] NO_GROUPS = {};

    /** The paths that are read with the body, as they are in the Core Rule Set. */
    private static final List<String> READ_AHEAD = List.of("/*", "//@*");

    private static final Target XML_DOCUMENT =
            new Target(Variable.XML, Bytes.EMPTY, null, "XML", new XmlPath("", Map.of()));

    private static final Entry TREE = new Entry(Variable.XML, Bytes.EMPTY, Bytes.of("[XML document tree]"));

    private final Variable variable;

    private final @Nullable Bytes name;

    private final @Nullable Pattern names;

    private final String source;

    private final Bytes label;

    /** What selects parts of an XML body that aren't among the variable's entries; null for all else. */
    private final @Nullable XmlPath path;

    private Target(Variable variable, @Nullable Bytes name, @Nullable Pattern names, String source) {
        this(variable, name, names, source, null);
    }

    private Target(
            Variable variable, @Nullable Bytes name, @Nullable Pattern names, String source, @Nullable XmlPath path) {
        this.variable = variable;
        this.name = name;
        this.names = names;
        this.source = source;
        this.path = path;
        int colon = source.indexOf(':');
        label = Bytes.of(colon < 0 ? "" : source.substring(colon + 1));
    }

    /**
     * A target that a rule looks at: one of {@link #of}, or a path through an XML body.
     *
     * @param namespaces what prefixes in a path stand for
     * @throws IllegalArgumentException as {@link #of}, and for a path that can't be used
     */
    public static Target looking(
            String variable, @Nullable String selector, boolean regex, Map<String, String> namespaces) {
        Target target = of(variable, selector, regex);
        return target.variable != Variable.XML || selector == null || READ_AHEAD.contains(selector)
                ? target
                : new Target(Variable.XML, target.name, null, target.source, XmlPath.of(selector, namespaces));
    }

    /** The whole tree of an XML body, as one entry that stands for it: what rules that validate it look at. */
    public static Target xmlDocument() {
        return XML_DOCUMENT;
    }

    /**
     * A target, as far as it is about entries' names.
     *
     * @param variable the variable's name in any case
     * @param selector what is behind the colon; null for all of the variable
     * @param regex whether the selector is a pattern, which ignores case
     * @throws IllegalArgumentException for what isn't a variable, or a selector that it can't have
     */
    public static Target of(String variable, @Nullable String selector, boolean regex) {
        Variable of = Variable.named(variable);
        if (of == null) {
            throw new IllegalArgumentException("unknown variable " + variable + Variable.instead(variable));
        }
        String source = of.name() + (selector == null ? "" : ":" + (regex ? "/" + selector + "/" : selector));
        if (selector == null) {
            return new Target(of, null, null, source);
        }
        if (!of.isCollection()) {
            throw new IllegalArgumentException(of + " has no parts that " + selector + " could name");
        }
        if (of == Variable.XML) {
            return new Target(of, Bytes.of(selector), null, source);
        }
        if (!regex) {
            return new Target(of, Bytes.of(selector).lowerCase(), null, source);
        }
        try {
            return new Target(of, null, Pattern.compile(selector, "is"), source);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("bad pattern in " + source + ": " + e.getMessage(), e);
        }
    }

    /**
     * A target as it is written in rules: {@code ARGS}, {@code ARGS:name}, {@code ARGS:/pattern/}, as far as it is about entries'
     * names.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Target parse(String text) {
        return parse(text, Target::of);
    }

    /**
     * A target as it is written in rules, to be looked at.
     *
     * @throws IllegalArgumentException as {@link #looking(String, String, boolean, Map)}
     */
    public static Target looking(String text) {
        return parse(text, (variable, selector, regex) -> looking(variable, selector, regex, Map.of()));
    }

    @FunctionalInterface
    private interface Maker {
        Target make(String variable, @Nullable String selector, boolean regex);
    }

    private static Target parse(String text, Maker maker) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return maker.make(text.trim(), null, false);
        }
        String variable = text.substring(0, colon).trim();
        String selector = text.substring(colon + 1).trim();
        if (selector.length() > 1 && selector.startsWith("'") && selector.endsWith("'")) {
            selector = selector.substring(1, selector.length() - 1);
        }
        boolean regex = selector.length() > 1
                && selector.startsWith("/")
                && selector.endsWith("/")
                && Variable.named(variable) != Variable.XML;
        return maker.make(variable, regex ? selector.substring(1, selector.length() - 1) : selector, regex);
    }

    /** The variable. */
    public Variable variable() {
        return variable;
    }

    /** What stands behind the colon, as MATCHED_VAR_NAME has it for a count; empty for all of the variable. */
    public Bytes selector() {
        return label;
    }

    /** Whether it is all of the variable. */
    public boolean isWhole() {
        return name == null && names == null;
    }

    /** Whether it names one entry at most: {@link #single} gives it. */
    public boolean isSingle() {
        return !variable.isCollection() || name != null && variable.isWritable();
    }

    /** The entry that it names, where it {@link #isSingle}; null where there is none. */
    public @Nullable Entry single(Variables variables) {
        return name == null ? variables.single(variable) : variables.first(variable, name);
    }

    /** Adds the entries it names to a list, in their order. */
    public void collect(Variables variables, List<Entry> to) {
        if (!variable.isCollection()) {
            Entry entry = variables.single(variable);
            if (entry != null) {
                to.add(entry);
            }
        } else if (path != null) {
            collect(path, variables, to);
        } else if (name != null && variable.isWritable()) {
            Entry entry = variables.first(variable, name);
            if (entry != null) {
                to.add(entry);
            }
        } else {
            List<Entry> entries = variables.all(variable);
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                if (names(entry.key())) {
                    to.add(entry);
                }
            }
        }
    }

    private void collect(XmlPath through, Variables variables, List<Entry> to) {
        XmlDocument document = variables.xml();
        if (document == null) {
            return;
        }
        if (this == XML_DOCUMENT) {
            to.add(TREE);
            return;
        }
        for (Bytes content : through.select(document)) {
            to.add(new Entry(variable, label, content));
        }
    }

    /** How many entries it names. */
    public int count(Variables variables) {
        if (path != null) {
            List<Entry> entries = new ArrayList<>();
            collect(path, variables, entries);
            return entries.size();
        }
        if (!variable.isCollection()) {
            return variables.single(variable) == null ? 0 : 1;
        }
        if (name != null && variable.isWritable()) {
            return variables.first(variable, name) == null ? 0 : 1;
        }
        if (isWhole()) {
            return variables.count(variable);
        }
        int count = 0;
        List<Entry> entries = variables.all(variable);
        for (int i = 0; i < entries.size(); i++) {
            count += names(entries.get(i).key()) ? 1 : 0;
        }
        return count;
    }

    /** Whether it names an entry. */
    public boolean matches(Entry entry) {
        return entry.variable() == variable && names(entry.key());
    }

    private boolean names(Bytes key) {
        if (name != null) {
            return key.equalsIgnoreCase(name);
        }
        return names == null || names.find(key.array(), key.from(), key.to(), key.from(), NO_GROUPS);
    }

    /** As rules write it. */
    @Override
    public String toString() {
        return source;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Target target && source.equals(target.source) && Objects.equals(path, target.path);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }
}
