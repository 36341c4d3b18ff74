// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads test vectors: a JSON array of objects, whose values are strings, whole numbers, booleans and arrays of strings. */
public final class JsonVectors {

    private final String text;

    private int at;

    private JsonVectors(String text) {
        this.text = text;
    }

    /** The objects of a text. */
    public static List<Map<String, Object>> parse(String text) {
        JsonVectors reader = new JsonVectors(text);
        List<Map<String, Object>> vectors = new ArrayList<>();
        for (Object vector : reader.array()) {
            @SuppressWarnings("unchecked")
            Map<String, Object> object = (Map<String, Object>) vector;
            vectors.add(object);
        }
        return vectors;
    }

    /** The objects of a resource in UTF-8 beside a class. */
    public static List<Map<String, Object>> resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object value() {
        char c = peek();
        if (c == '[') {
            return array();
        } else if (c == '{') {
            return object();
        } else if (c == '"') {
            return string();
        }
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return word.equals("true") || word.equals("false") ? (Object) word.equals("true") : Integer.valueOf(word);
    }

    private List<Object> array() {
        List<Object> values = new ArrayList<>();
        expect('[');
        while (peek() != ']') {
            values.add(value());
            if (peek() == ',') {
                at++;
            }
        }
        expect(']');
        return values;
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        while (peek() != '}') {
            String name = string();
            expect(':');
            members.put(name, value());
            if (peek() == ',') {
                at++;
            }
        }
        expect('}');
        return members;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return out.toString();
    }

    private char escape() {
        char c = text.charAt(at++);
        switch (c) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            default:
                return c;
        }
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalArgumentException(
                    "'" + c + "' expected: " + text.substring(at, Math.min(at + 40, text.length())));
        }
        at++;
    }
}
