// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function as the source has it; a whole chunk is one too. Filled in by the parser, never changed afterwards. */
public final class FunctionBody {

    private final String chunkName;
    private final @Nullable FunctionBody parent;
    private final int firstLine;
    private final List<LocalVariable> parameters = new ArrayList<>();
    private final List<LocalVariable> upvalues = new ArrayList<>();
    private boolean vararg;
    private int lastLine;
    private Block body = new Block(List.of());
    private @Nullable LocalVariable self;

    /** The whole chunk's source. */
    private final byte[] source;

    /** Where in the source the list of parameters begins, and the function ends. */
    private int opens;

    private int ends;
    private int openLine;
    private boolean method;
    private boolean deep;

    private FunctionBody(byte[] source, String chunkName, @Nullable FunctionBody parent, int firstLine) {
        this.source = source;
        this.chunkName = chunkName;
        this.parent = parent;
        this.firstLine = firstLine;
    }

    /** A whole chunk. */
    static FunctionBody ofChunk(byte[] source, String chunkName) {
        return new FunctionBody(source, chunkName, null, 0);
    }

    /** A function inside this one. */
    FunctionBody inner(int line) {
        return new FunctionBody(source, chunkName, this, line);
    }

    /** The chunk's name as {@code load} was given it: {@code =name}, {@code @file} or the source itself. */
    public String chunkName() {
        return chunkName;
    }

    /** The function it is written in; null for a chunk. */
    public @Nullable FunctionBody parent() {
        return parent;
    }

    /** The line of its {@code function}; 0 for a chunk. */
    public int firstLine() {
        return firstLine;
    }

    /** The line of its {@code end}; 0 for a chunk, or the chunk's last line where Lua says so. */
    public int lastLine() {
        return lastLine;
    }

    /** Its parameters, {@code self} included. */
    public List<LocalVariable> parameters() {
        return parameters;
    }

    /** Whether it has {@code ...}. */
    public boolean isVararg() {
        return vararg;
    }

    /** Its statements. */
    public Block body() {
        return body;
    }

    /**
     * The variables of enclosing functions that it, or a function in it, uses: in the order of first use, which is that
     * of {@code debug.getupvalue}.
     */
    public List<LocalVariable> upvalues() {
        return upvalues;
    }

    /**
     * The variable of the {@code local function} statement that declares it, where nothing else is ever assigned to
     * that: within this function it always is the function itself. Null otherwise. Still listed in {@link #upvalues}.
     */
    public @Nullable LocalVariable self() {
        LocalVariable variable = self;
        return variable == null || variable.isAssigned() ? null : variable;
    }

    /** Whether it is a chunk with an expression in it that is too deep to be walked by methods which call themselves. */
    public boolean isDeep() {
        return deep;
    }

    /** The source of the whole chunk that it is in. Not to be changed. */
    byte[] source() {
        return source;
    }

    /** Where in the source the parenthesis of its parameters stands; 0 for a chunk. */
    int opens() {
        return opens;
    }

    /** The line of that parenthesis. */
    int openLine() {
        return openLine;
    }

    /** Where in the source it ends. */
    int ends() {
        return ends;
    }

    /** Whether its first parameter is a {@code self} that the source doesn't name. */
    boolean isMethod() {
        return method;
    }

    void opens(int position, int line, boolean asMethod) {
        opens = position;
        openLine = line;
        method = asMethod;
    }

    void ends(int position) {
        ends = position;
    }

    void deep() {
        deep = true;
    }

    void vararg() {
        vararg = true;
    }

    void lastLine(int line) {
        lastLine = line;
    }

    void body(Block statements) {
        body = statements;
    }

    void self(LocalVariable variable) {
        self = variable;
    }
}
