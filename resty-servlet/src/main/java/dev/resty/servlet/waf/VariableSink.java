// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.body.BodySink;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;

/** Makes variables of what a body processor finds. Used by one thread at a time. */
final class VariableSink implements BodySink {

    static final Bytes ONE = Bytes.of("1");

    private static final Bytes XML_TEXT = Bytes.of("/*");

    private static final Bytes XML_ATTRIBUTE = Bytes.of("//@*");

    private final Variables variables;

    VariableSink(Variables variables) {
        this.variables = variables;
    }

    @Override
    public void add(Part part, Bytes name, Bytes value) {
        switch (part) {
            case QUERY_ARGUMENT -> variables.add(Variable.ARGS_GET, name, value);
            case BODY_ARGUMENT -> variables.add(Variable.ARGS_POST, name, value);
            case DOCUMENT_ARGUMENT -> variables.addDocumentArgument(name, value);
            case COOKIE -> variables.add(Variable.REQUEST_COOKIES, name, value);
            case FILE -> variables.add(Variable.FILES, name, value);
            case FILE_SIZE -> variables.add(Variable.FILES_SIZES, name, value);
            case MULTIPART_FILENAME -> variables.add(Variable.MULTIPART_FILENAME, name, value);
            case MULTIPART_NAME -> variables.add(Variable.MULTIPART_NAME, name, value);
            case PART_HEADER -> variables.add(Variable.MULTIPART_PART_HEADERS, name, value);
            case FILE_CONTENT -> variables.add(Variable.FILES_TMP_CONTENT, name, value);
            case XML_TEXT -> variables.add(Variable.XML, XML_TEXT, value);
            case XML_ATTRIBUTE -> variables.add(Variable.XML, XML_ATTRIBUTE, value);
        }
    }

    @Override
    public void flag(Flag flag, int value) {
        Bytes number = Bytes.of(value);
        if (flag == Flag.MULTIPART_SEMICOLON_MISSING) {
            variables.set(Variable.MULTIPART_MISSING_SEMICOLON, number);
        }
        Variable variable = Variable.named(flag.name());
        if (variable == null) {
            throw new IllegalStateException("no variable shows " + flag);
        }
        variables.set(variable, number);
    }

    @Override
    public void error(String message) {
        Bytes text = Bytes.of(message);
        variables.set(Variable.REQBODY_ERROR, ONE);
        variables.set(Variable.REQBODY_ERROR_MSG, text);
        variables.set(Variable.REQBODY_PROCESSOR_ERROR, ONE);
        variables.set(Variable.REQBODY_PROCESSOR_ERROR_MSG, text);
    }
}
