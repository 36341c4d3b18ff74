// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Which tags, attributes and comments can run a script. Letters match in either case; NULs within most names don't count. */
final class Markup {

    /** What an attribute's value can do. */
    enum Effect {
        NONE,
        /** Any value is an attack. */
        ANY_VALUE,
        /** The value is a URL, which may be a script. */
        URL,
        /** The value is the name of another attribute (SVG). */
        NAME
    }

    private record Attribute(byte[] name, Effect effect) {}

    static final byte[] DOCTYPE = bytes("doctype");

    /** In upper case only. */
    static final byte[] CDATA = bytes("[CDATA[");

    private static final byte[] XMLNS = bytes("xmlns");

    private static final byte[] XLINK = bytes("xlink");

    private static final byte[] ON = bytes("on");

    private static final byte[] SVG = bytes("svg");

    private static final byte[] XSL = bytes("xsl");

    /** One more than letters: what begins with anything else. */
    private static final int LETTERS = 27;

    /** The names of tags by their first letter. */
    private static final byte[][][] TAGS = byLetter(
            words("applet base comment embed frame frameset handler iframe import isindex link listener meta noscript"
                    + " object script style vmlframe xml xss"));

    private static final List<byte[]> COMMENTS = words("[if xml");

    private static final List<byte[]> LONG_COMMENTS = words("import entity");

    /** The attributes by their first letter. */
    private static final Attribute[][] ATTRIBUTES = attributes();

    /** The names of events by their first letter, without those that begin with another. */
    private static final byte[][][] EVENTS = events();

    private Markup() {}

    /** Whether a tag runs scripts or changes what the page loads: also all of SVG and XSL. */
    static boolean isDangerousTag(byte[] input, int from, int to) {
        if (to - from < 3) {
            return false;
        }
        for (byte[] tag : TAGS[letter(input, from, to)]) {
            if (isName(tag, input, from, to)) {
                return true;
            }
        }
        return startsWith(SVG, input, from, to) || startsWith(XSL, input, from, to);
    }

    /** What the value of an attribute can do. Event handlers are those whose name begins with "on" and an event's name. */
    static Effect effect(byte[] input, int from, int to) {
        if (to - from >= 5
                && (isEvent(input, from, to)
                        || startsWith(XMLNS, input, from, to)
                        || startsWith(XLINK, input, from, to))) {
            return Effect.ANY_VALUE;
        }
        if (to - from >= 2) {
            for (Attribute attribute : ATTRIBUTES[letter(input, from, to)]) {
                if (isName(attribute.name, input, from, to)) {
                    return attribute.effect;
                }
            }
        }
        return Effect.NONE;
    }

    /** Whether a comment does something in old browsers: conditional comments, entities, imports, and anything with a backtick. */
    static boolean isDangerousComment(byte[] input, int from, int to) {
        for (int i = from; i < to; i++) {
            if (input[i] == '`') {
                return true;
            }
        }
        return to - from > 3 && startsWithAny(COMMENTS, input, from, to)
                || to - from > 5 && startsWithAny(LONG_COMMENTS, input, from, to);
    }

    /** Whether the input has these letters, which are given in lower case, at a place. */
    static boolean startsWith(byte[] letters, byte[] input, int from, int to) {
        if (to - from < letters.length) {
            return false;
        }
        for (int i = 0; i < letters.length; i++) {
            if (lower(input[from + i]) != letters[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the input has exactly these bytes at a place. */
    static boolean isAt(byte[] wanted, byte[] input, int from, int to) {
        if (to - from < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (input[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithAny(List<byte[]> words, byte[] input, int from, int to) {
        for (byte[] word : words) {
            if (startsWith(word, input, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the whole span is this name, NULs left out. */
    private static boolean isName(byte[] name, byte[] input, int from, int to) {
        int matched = 0;
        for (int i = from; i < to; i++) {
            if (input[i] != 0) {
                if (matched == name.length || lower(input[i]) != name[matched]) {
                    return false;
                }
                matched++;
            }
        }
        return matched == name.length;
    }

    private static boolean isEvent(byte[] input, int from, int to) {
        if (!startsWith(ON, input, from, to)) {
            return false;
        }
        for (byte[] event : EVENTS[letter(input, from + 2, to)]) {
            if (startsWith(event, input, from + 2, to)) {
                return true;
            }
        }
        return false;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 0x20) : b;
    }

    /** The number of the first letter, NULs left out; the last number for anything else. */
    private static int letter(byte[] input, int from, int to) {
        int first = from;
        while (first < to && input[first] == 0) {
            first++;
        }
        int letter = first < to ? lower(input[first]) - 'a' : -1;
        return letter >= 0 && letter < LETTERS ? letter : LETTERS - 1;
    }

    private static byte[][][] byLetter(List<byte[]> words) {
        byte[][][] byLetter = new byte[LETTERS][][];
        for (int i = 0; i < LETTERS; i++) {
            int letter = i;
            byLetter[i] = words.stream()
                    .filter(word -> letter(word, 0, word.length) == letter)
                    .toArray(byte[][]::new);
        }
        return byLetter;
    }

    private static Attribute[][] attributes() {
        List<Attribute> attributes = new ArrayList<>();
        words("dataformatas datasrc filter style")
                .forEach(name -> attributes.add(new Attribute(name, Effect.ANY_VALUE)));
        words("action by background dynsrc formaction folder from handler href lowsrc poster src to values xlink:href")
                .forEach(name -> attributes.add(new Attribute(name, Effect.URL)));
        attributes.add(new Attribute(bytes("attributename"), Effect.NAME));
        Attribute[][] byLetter = new Attribute[LETTERS][];
        for (int i = 0; i < LETTERS; i++) {
            int letter = i;
            byLetter[i] = attributes.stream()
                    .filter(attribute -> letter(attribute.name, 0, attribute.name.length) == letter)
                    .toArray(Attribute[]::new);
        }
        return byLetter;
    }

    private static byte[][][] events() {
        List<byte[]> events = new ArrayList<>();
        // in alphabetical order, so that the shorter one comes first
        for (String line : Resource.lines("event-names.txt")) {
            for (byte[] name : words(line)) {
                if (!startsWithAny(events, name, 0, name.length)) {
                    events.add(name);
                }
            }
        }
        return byLetter(events);
    }

    private static List<byte[]> words(String line) {
        List<byte[]> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            words.add(bytes(word));
        }
        return List.copyOf(words);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
