// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.Lexer.Kind;
import dev.resty.servlet.conf.Lexer.Token;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a source and what it includes into directives. */
final class DirectiveReader {

    private static final int MAX_INCLUDES = 64;

    private final List<String> warnings;

    /** Collects what is accepted though nginx wouldn't in {@code warnings}. */
    DirectiveReader(List<String> warnings) {
        this.warnings = warnings;
    }

    /** The directives of a source, with every {@code include} replaced by what it names. */
    List<Directive> read(ConfSource source) {
        return file(source, null, 0);
    }

    private List<Directive> file(ConfSource source, @Nullable Directive include, int depth) {
        String text;
        try {
            text = source.read();
        } catch (IOException e) {
            throw cantOpen(source.name(), include, e);
        }
        Lexer lexer = new Lexer(source.name(), text, warnings);
        List<Directive> directives = new ArrayList<>();
        block(source, lexer, depth, null, directives);
        return directives;
    }

    private static ConfException cantOpen(String name, @Nullable Directive include, IOException cause) {
        boolean missing = cause instanceof NoSuchFileException || cause instanceof java.io.FileNotFoundException;
        ConfException error = new ConfException(
                "open() \"" + name + "\" failed (" + (missing ? "2: No such file or directory" : cause.getMessage())
                        + ")",
                include == null
                        ? "give the path of a file that can be read"
                        : "relative names count from the folder" + " of the main file",
                include == null ? "" : "include",
                include == null ? new Position(name, 0) : include.position());
        error.initCause(cause);
        return error;
    }

    private void block(
            ConfSource source, Lexer lexer, int depth, @Nullable Position opened, List<Directive> directives) {
        while (true) {
            Token token = lexer.next();
            switch (token.kind()) {
                case EOF -> {
                    if (opened != null) {
                        throw new ConfException(
                                "unexpected end of file, expecting \"}\"",
                                "the block of line " + opened.line() + " is never closed"
                                        + (lexer.suspect() == 0
                                                ? ""
                                                : "; it seems that a brace in the Lua code that begins in line "
                                                        + lexer.suspect() + " has no partner"),
                                "",
                                new Position(source.name(), token.line()));
                    }
                    return;
                }
                case CLOSE -> {
                    if (opened == null) {
                        throw new ConfException(
                                "unexpected \"}\"",
                                "no block is open here",
                                "",
                                new Position(source.name(), token.line()));
                    }
                    return;
                }
                default -> {
                    Directive directive = directive(source, lexer, depth, token);
                    if (directive.name().equals("include")) {
                        include(source, directive, depth, directives);
                    } else {
                        directives.add(directive);
                    }
                }
            }
        }
    }

    private Directive directive(ConfSource source, Lexer lexer, int depth, Token first) {
        String name = first.text();
        Position position = new Position(source.name(), first.line());
        List<String> args = new ArrayList<>();
        Token token = lexer.next();
        while (token.kind() == Kind.WORD) {
            args.add(token.text());
            token = lexer.next();
        }
        int endLine = token.line();
        if (token.kind() == Kind.END) {
            if (Directive.isLuaBlock(name)) {
                throw new ConfException(
                        "directive \"" + name + "\" has no opening \"{\"",
                        "write " + name + " { ... }",
                        name,
                        position);
            }
            return new Directive(name, List.copyOf(args), null, null, position, endLine);
        }
        if (Directive.isLuaBlock(name)) {
            args.add(lexer.luaBlock(endLine));
            return new Directive(name, List.copyOf(args), null, null, position, endLine);
        }
        List<Directive> block = new ArrayList<>();
        block(source, lexer, depth, position, block);
        return new Directive(name, List.copyOf(args), List.copyOf(block), null, position, endLine);
    }

    private void include(ConfSource source, Directive directive, int depth, List<Directive> directives) {
        if (directive.args().size() != 1 || directive.block() != null) {
            throw directive.error(
                    "invalid number of arguments in \"include\" directive", "write include file; or include pattern;");
        }
        if (depth >= MAX_INCLUDES) {
            throw directive.error(
                    "include is nested more than " + MAX_INCLUDES + " files deep", "a file may not include itself");
        }
        List<ConfSource> sources;
        try {
            sources = source.include(directive.arg(0));
        } catch (IOException e) {
            throw cantOpen(directive.arg(0), directive, e);
        }
        for (ConfSource included : sources) {
            directives.addAll(file(included, directive, depth + 1));
        }
    }
}
