// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.seclang.Statement;
import java.nio.file.FileSystems;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directive's words as what they mean. Every method throws IllegalArgumentException that says what to write. */
final class DirectiveWords {

    private final Statement.Directive directive;

    DirectiveWords(Statement.Directive directive) {
        this.directive = directive;
    }

    Statement.Directive directive() {
        return directive;
    }

    List<String> all() {
        if (directive.arguments().isEmpty()) {
            throw new IllegalArgumentException(directive.name() + " needs a value");
        }
        return directive.arguments();
    }

    String one() {
        List<String> words = directive.arguments();
        if (words.size() != 1 || words.get(0).isEmpty()) {
            throw new IllegalArgumentException(directive.name() + " takes one value, but has " + words.size()
                    + (words.size() > 1 ? ": put quotes around what has spaces" : ""));
        }
        return words.get(0);
    }

    /** The index of the word that it is, in any case. */
    int choice(String... words) {
        String word = one();
        for (int i = 0; i < words.length; i++) {
            if (words[i].equalsIgnoreCase(word)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                directive.name() + " takes " + String.join(", ", words) + ", not \"" + word + '"');
    }

    boolean on() {
        return choice("On", "Off") == 0;
    }

    boolean rejects() {
        return choice("Reject", "ProcessPartial") == 0;
    }

    /** Who may do what with a file, as {@code chmod} has it; null for {@code default}. */
    @Nullable Set<PosixFilePermission> mode() {
        String word = one();
        if (word.equalsIgnoreCase("default")) {
            return null;
        }
        if (!word.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(
                    directive.name() + " takes an octal mode such as 0640, or default, not \"" + word + '"');
        }
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            throw new IllegalArgumentException(
                    directive.name() + ": files have no modes on this system: write default");
        }
        int bits = Integer.parseInt(word, 8);
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((bits & 1 << all.length - 1 - i) != 0) {
                mode.add(all[i]);
            }
        }
        return Collections.unmodifiableSet(mode);
    }

    long number(long least, long most) {
        String word = one();
        return number(word, least, most);
    }

    long number(String word, long least, long most) {
        boolean digits = word.length() < 19 && word.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || word.isEmpty() || Long.parseLong(word) < least || Long.parseLong(word) > most) {
            throw new IllegalArgumentException(
                    directive.name() + " takes a number from " + least + " to " + most + ", not \"" + word + '"');
        }
        return Long.parseLong(word);
    }
}
