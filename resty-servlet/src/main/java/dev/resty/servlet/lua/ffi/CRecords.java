// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/** Reads a {@code struct} or {@code union}. */
final class CRecords {

    private final CParser parser;
    private final CLexer lexer;
    private final CSpecifiers specifiers;

    CRecords(CParser parser, CLexer lexer, CSpecifiers specifiers) {
        this.parser = parser;
        this.lexer = lexer;
        this.specifiers = specifiers;
    }

    /** From the word {@code struct} or {@code union} on. */
    RecordType read(CAttributes attributes) {
        boolean union = lexer.isName("union");
        lexer.next();
        CAttributes own = new CAttributes();
        own.inherit(attributes);
        while (own.read(parser, lexer)) {
            continue;
        }
        String tag = specifiers.tag();
        while (own.read(parser, lexer)) {
            continue;
        }
        RecordType type = declared(tag, union);
        if (!lexer.is("{")) {
            if (tag == null) {
                throw lexer.error("'{' expected");
            }
            return type;
        }
        if (type.layout().isComplete() || !type.layout().fields().isEmpty()) {
            throw new LuaError("attempt to redefine '" + tag + "'" + lexer.atLine());
        }
        parser.enter();
        members(type, own);
        parser.leave();
        return type;
    }

    private RecordType declared(@Nullable String tag, boolean union) {
        Declarations declarations = parser.declarations();
        if (tag == null) {
            return new RecordType(new RecordLayout(declarations.namelessTag(), union));
        }
        CType known = declarations.tag(tag);
        if (known == null) {
            parser.checkImplicit(tag);
            RecordType made = new RecordType(new RecordLayout(tag, union));
            declarations.tag(tag, made);
            return made;
        }
        if (known instanceof RecordType type && type.isUnion() == union) {
            return type;
        }
        throw new LuaError("attempt to redefine '" + tag + "'" + lexer.atLine());
    }

    private record Member(@Nullable String name, CType type, CAttributes attributes, int width) {}

    private void members(RecordType type, CAttributes own) {
        RecordLayout layout = type.layout();
        java.util.List<Member> members = new java.util.ArrayList<>();
        lexer.next();
        while (!lexer.is("}")) {
            if (lexer.is(";")) {
                lexer.next();
                continue;
            }
            declaration(layout, members);
            if (!lexer.is("}")) {
                parser.expect(";");
            }
        }
        lexer.next();
        while (own.read(parser, lexer)) {
            continue;
        }
        for (int i = 0; i < members.size(); i++) {
            place(layout, members.get(i), own.packed, i == members.size() - 1);
        }
        layout.complete(own.align);
    }

    private void declaration(RecordLayout layout, java.util.List<Member> members) {
        CSpecifiers.Result base = specifiers.read(true);
        if (base.isStatic()) {
            constants(layout, base);
            return;
        }
        if (lexer.is(";") || lexer.is("}")) {
            if (base.type() instanceof RecordType) {
                members.add(new Member(null, base.type(), base.attributes(), -1));
            } else if (base.type() instanceof EnumType constants) {
                constants.forEach((name, value) -> layout.constant(name, org.luaj.vm2.LuaValue.valueOf(value)));
            }
            return;
        }
        while (true) {
            Member member = member(base);
            members.add(member);
            if (!lexer.is(",")) {
                return;
            }
            lexer.next();
        }
    }

    private Member member(CSpecifiers.Result base) {
        CType type = base.type();
        CDeclarator declarator = new CDeclarator(CDeclarator.Names.NEEDED);
        if (!lexer.is(":")) {
            type = declarator.read(parser, lexer, type, base.attributes());
        }
        int width = -1;
        if (lexer.is(":")) {
            lexer.next();
            long bits = parser.expressions().expression().value();
            boolean integer = type instanceof NumberType number && number.kind() != NumberType.Kind.FLOAT
                    || type instanceof EnumType;
            if (!integer || bits < 0 || bits > type.size() * 8 || bits == 0 && declarator.name() != null) {
                throw lexer.error("invalid C type");
            }
            width = (int) bits;
        }
        return new Member(declarator.name(), type, declarator.attributes(), width);
    }

    private void constants(RecordLayout layout, CSpecifiers.Result base) {
        while (true) {
            CDeclarator declarator = new CDeclarator(CDeclarator.Names.NEEDED);
            CType type = declarator.read(parser, lexer, base.type(), base.attributes());
            String name = declarator.name();
            CConstant value = parser.constantValue(type);
            if (name != null) {
                layout.constant(name, value.lua());
            }
            if (!lexer.is(",")) {
                return;
            }
            lexer.next();
        }
    }

    private void place(RecordLayout layout, Member member, boolean packed, boolean last) {
        CType type = member.type();
        if (member.width() >= 0) {
            layout.addBits(member.name(), type, member.width());
            return;
        }
        boolean open = type instanceof ArrayType array && array.count() < 0;
        if (type.size() < 0 && !(open && (last || layout.isUnion())) || type instanceof FunctionType) {
            throw new LuaError("size of C type is unknown or too large" + lexer.atLine());
        }
        int natural = packed ? 1 : Math.min(type.align(), parser.packing());
        layout.add(member.name(), type, Math.max(natural, member.attributes().align));
    }
}
