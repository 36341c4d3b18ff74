// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that follow from others: unions, names, sizes, the request as a whole. */
final class Derived {

    private static final Bytes ZERO = Bytes.of("0");

    private final Variables variables;

    Derived(Variables variables) {
        this.variables = variables;
    }

    /** Null where nothing follows. */
    @Nullable Bytes single(Variable variable) {
        return switch (variable) {
            case ARGS_COMBINED_SIZE -> argumentsSize();
            case FILES_COMBINED_SIZE -> filesSize();
            case FULL_REQUEST -> fullRequest();
            case FULL_REQUEST_LENGTH -> Bytes.of(fullRequest().length());
            case REMOTE_HOST -> variables.value(Variable.REMOTE_ADDR);
            case REQBODY_PROCESSOR -> Bytes.EMPTY;
            case HIGHEST_SEVERITY -> Bytes.of("255");
            case MSC_PCRE_ERROR, MSC_PCRE_LIMITS_EXCEEDED -> ZERO;
            default -> variable.isFlag() ? ZERO : null;
        };
    }

    /** Null where nothing follows. */
    @Nullable List<Entry> collection(Variable collection) {
        return switch (collection) {
            case ARGS -> arguments();
            case ARGS_NAMES -> names(Variable.ARGS, collection);
            case ARGS_GET_NAMES -> names(Variable.ARGS_GET, collection);
            case ARGS_POST_NAMES -> names(Variable.ARGS_POST, collection);
            case FILES_NAMES -> names(Variable.FILES, collection);
            case REQUEST_COOKIES_NAMES -> names(Variable.REQUEST_COOKIES, collection);
            case REQUEST_HEADERS_NAMES -> names(Variable.REQUEST_HEADERS, collection);
            case RESPONSE_HEADERS_NAMES -> names(Variable.RESPONSE_HEADERS, collection);
            case FILES_TMPNAMES -> variables.count(Variable.FILES) == 0 ? null : variables.uploads();
            case ENV -> environment();
            default -> null;
        };
    }

    private List<Entry> arguments() {
        List<Entry> query = variables.all(Variable.ARGS_GET);
        List<Entry> body = variables.all(Variable.ARGS_POST);
        List<Entry> documents = variables.documentArguments();
        List<Entry> all = new ArrayList<>(query.size() + body.size() + documents.size());
        copy(query, all);
        copy(body, all);
        all.addAll(documents);
        return all;
    }

    private static void copy(List<Entry> from, List<Entry> to) {
        for (int i = 0; i < from.size(); i++) {
            Entry entry = from.get(i);
            to.add(new Entry(Variable.ARGS, entry.key(), entry.value()));
        }
    }

    private List<Entry> names(Variable of, Variable collection) {
        List<Entry> entries = variables.all(of);
        List<Entry> names = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Bytes name = entries.get(i).key();
            names.add(new Entry(collection, name, name));
        }
        return names;
    }

    private Bytes argumentsSize() {
        long size = 0;
        List<Entry> entries = variables.all(Variable.ARGS);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            size += entry.key().length() + entry.value().length();
        }
        return Bytes.of(size);
    }

    private Bytes filesSize() {
        long size = 0;
        for (Entry entry : variables.all(Variable.FILES_SIZES)) {
            size += entry.value().number();
        }
        return Bytes.of(size);
    }

    private Bytes fullRequest() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, variables.value(Variable.REQUEST_LINE));
        out.write('\n');
        for (Entry header : variables.all(Variable.REQUEST_HEADERS)) {
            write(out, header.key());
            out.write(':');
            out.write(' ');
            write(out, header.value());
            out.write('\n');
        }
        out.write('\n');
        write(out, variables.value(Variable.REQUEST_BODY));
        return Bytes.of(out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, Bytes bytes) {
        out.write(bytes.array(), bytes.from(), bytes.length());
    }

    private static List<Entry> environment() {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            entries.add(new Entry(Variable.ENV, Bytes.of(variable.getKey()), Bytes.of(variable.getValue())));
        }
        return entries;
    }
}
