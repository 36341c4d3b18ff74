// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists of literals. What is handed in isn't changed, and may be what is handed out. */
final class Literals {

    /** The only literal of what may match without any byte. */
    static final List<Literal> NOTHING_KNOWN = List.of(Literal.EMPTY);

    /** How many strings a product may have. */
    private static final int MOST_PRODUCTS = 64;

    /** How many alternatives are looked at. */
    static final int MOST = 1000;

    private static final int LONGEST_PRODUCT = 512;

    /** How much of a string is kept where it is only a part of a match. */
    private static final int LONGEST_PART = 16;

    /** Up to so many are compared with each other. */
    private static final int FEW = 8;

    private Literals() {}

    /** Each once, in the order in which they come first. */
    static List<Literal> distinct(List<Literal> literals) {
        if (literals.size() <= FEW ? !hasTwins(literals) : new HashSet<>(literals).size() == literals.size()) {
            return literals;
        }
        return new ArrayList<>(new LinkedHashSet<>(literals));
    }

    private static boolean hasTwins(List<Literal> few) {
        for (int i = 1; i < few.size(); i++) {
            for (int k = 0; k < i; k++) {
                if (few.get(i).equals(few.get(k))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the empty string is one of them. */
    static boolean hasEmpty(List<Literal> literals) {
        for (int i = 0; i < literals.size(); i++) {
            if (literals.get(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Each of one behind each of the other, in rare cases one twice; null where that is too much. */
    static @Nullable List<Literal> product(List<Literal> fronts, List<Literal> backs) {
        long size = (long) fronts.size() * backs.size();
        if (size > MOST_PRODUCTS && fronts.size() > 1 && backs.size() > 1) {
            return null;
        }
        if (backs == NOTHING_KNOWN || fronts == NOTHING_KNOWN) {
            return backs == NOTHING_KNOWN ? fronts : backs;
        }
        List<Literal> all = new ArrayList<>((int) size);
        for (int front = 0; front < fronts.size(); front++) {
            for (int back = 0; back < backs.size(); back++) {
                Literal first = fronts.get(front);
                Literal second = backs.get(back);
                if (first.length() + second.length() > LONGEST_PRODUCT) {
                    return null;
                }
                all.add(first.then(second));
            }
        }
        return fronts.size() == 1 || backs.size() == 1 ? all : distinct(all);
    }

    /** Whether each product matches just what its two literals match one behind the other. */
    static boolean join(List<Literal> fronts, List<Literal> backs) {
        for (int front = 0; front < fronts.size(); front++) {
            for (int back = 0; back < backs.size(); back++) {
                if (!fronts.get(front).joinsWith(backs.get(back))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Those of one and of the other; null where that is too much. */
    static @Nullable List<Literal> union(List<Literal> one, List<Literal> other) {
        if (one.size() + other.size() > MOST) {
            return null;
        }
        if (one.size() + other.size() > FEW) {
            Set<Literal> all = new LinkedHashSet<>(2 * (one.size() + other.size()));
            all.addAll(one);
            all.addAll(other);
            return new ArrayList<>(all);
        }
        List<Literal> all = new ArrayList<>(one.size() + other.size());
        all.addAll(one);
        all.addAll(other);
        return distinct(all);
    }

    /** The first bytes of each, or the last ones. */
    static List<Literal> trimmed(List<Literal> literals, boolean front) {
        boolean same = true;
        for (int i = 0; i < literals.size() && same; i++) {
            same = literals.get(i).length() <= LONGEST_PART;
        }
        if (same) {
            return literals;
        }
        List<Literal> all = new ArrayList<>(literals.size());
        for (Literal literal : literals) {
            all.add(front ? literal.first(LONGEST_PART) : literal.last(LONGEST_PART));
        }
        return distinct(all);
    }
}
