// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects instructions and what they refer to. */
final class BacktrackAssembler {

    private int[] code = new int[64];
    private int size;
    private final List<ByteSet> sets = new ArrayList<>();
    private final Map<ByteSet, Integer> setIndexes = new HashMap<>();
    private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
    private final List<int[]> tables = new ArrayList<>();
    private final List<Utf8Class> classes = new ArrayList<>();
    private final List<int[]> slotLists = new ArrayList<>();
    private final List<Node.BackReference> references = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private int registerCount;
    private int scopes;

    BacktrackAssembler(int groupCount) {
        registerCount = 3 * (groupCount + 1);
    }

    /** Where the next instruction will be. */
    int here() {
        return size;
    }

    /** Adds an instruction, and tells where it is. */
    int emit(int... instruction) {
        if (size + instruction.length > code.length) {
            code = Arrays.copyOf(code, 2 * code.length + instruction.length);
        }
        System.arraycopy(instruction, 0, code, size, instruction.length);
        size += instruction.length;
        return size - instruction.length;
    }

    /** Sets an operand that wasn't known yet. */
    void patch(int at, int value) {
        code[at] = value;
    }

    int register() {
        return registerCount++;
    }

    int scope() {
        return scopes++;
    }

    int set(ByteSet set) {
        Integer index = setIndexes.get(set);
        if (index == null) {
            index = sets.size();
            sets.add(set);
            setIndexes.put(set, index);
        }
        return index;
    }

    /** The set, or -1 where the next byte tells nothing. */
    int set(FirstBytes first) {
        return first.nullable() ? -1 : set(first.set());
    }

    /** Where a text begins. */
    int text(byte[] text) {
        int offset = texts.size();
        texts.writeBytes(text);
        return offset;
    }

    int table(int[] table) {
        tables.add(table);
        return tables.size() - 1;
    }

    int characters(Utf8Class set) {
        classes.add(set);
        return classes.size() - 1;
    }

    int slots(int[] list) {
        for (int i = 0; i < slotLists.size(); i++) {
            if (Arrays.equals(slotLists.get(i), list)) {
                return i;
            }
        }
        slotLists.add(list);
        return slotLists.size() - 1;
    }

    int reference(Node.BackReference reference) {
        references.add(reference);
        return references.size() - 1;
    }

    /** The number of a mark's name. */
    int name(String name) {
        return names.computeIfAbsent(name, n -> names.size());
    }

    BacktrackCode finish(int groupCount, boolean utf) {
        long[] words = new long[4 * sets.size()];
        for (int i = 0; i < sets.size(); i++) {
            ByteSet set = sets.get(i);
            words[4 * i] = set.w0();
            words[4 * i + 1] = set.w1();
            words[4 * i + 2] = set.w2();
            words[4 * i + 3] = set.w3();
        }
        return new BacktrackCode(
                Arrays.copyOf(code, size),
                words,
                texts.toByteArray(),
                List.copyOf(tables),
                List.copyOf(classes),
                List.copyOf(slotLists),
                List.copyOf(references),
                groupCount,
                registerCount,
                utf);
    }
}
