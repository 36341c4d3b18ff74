// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pieces of programs by section, from {@code templates.lua}. A section begins with {@code --- name}; in those named in
 * lower case each line is a template, in those in capitals templates are separated by {@code --}. What stands in braces
 * is for {@link Expressions} to fill in.
 */
final class Templates {

    private final Map<String, List<String>> sections = new HashMap<>();

    Templates() {
        String section = "";
        StringBuilder piece = new StringBuilder();
        for (String line : resource("templates.lua").split("\n")) {
            if (line.startsWith("--- ")) {
                add(section, piece);
                section = line.substring(4).trim();
            } else if (line.equals("--")) {
                add(section, piece);
            } else if (!line.isBlank()) {
                piece.append(line).append('\n');
                if (Character.isLowerCase(section.charAt(0))) {
                    add(section, piece);
                }
            }
        }
        add(section, piece);
    }

    private void add(String section, StringBuilder piece) {
        if (piece.length() > 0) {
            sections.computeIfAbsent(section, name -> new ArrayList<>())
                    .add(piece.toString().strip());
        }
        piece.setLength(0);
    }

    List<String> section(String name) {
        return sections.get(name);
    }

    static String resource(String name) {
        try (InputStream in = Templates.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
