// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/** The replacement of {@code ngx.re.sub}: text with {@code $0}, {@code ${1}} and {@code $$}. */
final class ReplaceTemplate {

    private static final int MAX_GROUP = 1_000_000;

    /** A piece of text, or, where that is null, a group. */
    private record Piece(byte @Nullable [] text, int group) {}

    private final List<Piece> pieces = new ArrayList<>();

    private ReplaceTemplate() {}

    /** Reads a template; null where it is malformed. */
    static @Nullable ReplaceTemplate parse(LuaString template) {
        ReplaceTemplate parsed = new ReplaceTemplate();
        String text = LuaText.view(template);
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            if (dollar < 0) {
                parsed.text(text.substring(at));
                break;
            }
            parsed.text(text.substring(at, dollar));
            at = parsed.variable(text, dollar + 1);
            if (at < 0) {
                return null;
            }
        }
        return parsed;
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0));
        }
    }

    /** Reads what follows a dollar sign; returns where it ends, -1 where it is malformed. */
    private int variable(String text, int start) {
        if (text.startsWith("$", start)) {
            text("$");
            return start + 1;
        }
        boolean braced = text.startsWith("{", start);
        int at = braced ? start + 1 : start;
        int digits = at;
        int group = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            group = Math.min(group * 10 + text.charAt(at) - '0', MAX_GROUP);
            at++;
        }
        if (at == digits || braced && !text.startsWith("}", at)) {
            return -1;
        }
        pieces.add(new Piece(null, group));
        return braced ? at + 1 : at;
    }

    /** Writes the replacement for a match. */
    void expand(byte[] bytes, int[] groups, ByteBuilder out) {
        for (int i = 0; i < pieces.size(); i++) {
            byte[] text = pieces.get(i).text();
            int group = 2 * pieces.get(i).group();
            if (text != null) {
                out.append(text);
            } else if (group < groups.length && groups[group] >= 0) {
                out.append(bytes, groups[group], groups[group + 1] - groups[group]);
            }
        }
    }
}
