// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.body.BodyProcessor;
import dev.resty.servlet.waf.body.BodyProcessors;
import dev.resty.servlet.waf.body.BodySink;
import dev.resty.servlet.waf.body.Cookies;
import dev.resty.servlet.waf.body.QueryString;
import dev.resty.servlet.waf.body.RequestTarget;
import dev.resty.servlet.waf.body.XmlTree;
import dev.resty.servlet.waf.operator.OperatorException;
import dev.resty.servlet.waf.transformation.Transformation;
import dev.resty.servlet.waf.transformation.Transformations;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.EngineMode;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.Transaction;
import dev.resty.waf.WafListener;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request and its response. */
final class SecLangTransaction implements Transaction {

    private static final Bytes HOST = Bytes.of("host");

    private static final Bytes CONTENT_TYPE = Bytes.of("content-type");

    private static final Bytes CONTENT_LENGTH = Bytes.of("content-length");

    private static final Bytes COOKIE = Bytes.of("cookie");

    private static final Bytes HEAD = Bytes.of("HEAD");

    private static final String EVENT_STREAM = "text/event-stream";

    private final SecLangWaf waf;

    private final TransactionState state;

    private final Variables variables;

    private final VariableAccess access;

    final RunningRules rules;

    private final BodySink sink;

    private final HeldBody requestBody = new HeldBody();

    private final HeldBody responseBody = new HeldBody();

    /** Whether there was a Content-Type header, and the processor that the last one chose. */
    private boolean typed;

    private @Nullable BodyProcessor processorOfType;

    private int responseStatus;

    private boolean logged;

    /** The uploaded files, where a rule has asked for their names. */
    private @Nullable Uploads uploads;

    private long nanos;

    SecLangTransaction(SecLangWaf waf, RuleSet set, String id) {
        this.waf = waf;
        state = new TransactionState(waf, this, set.settings, id);
        variables = state.variables;
        sink = new VariableSink(variables);
        access = new VariableAccess(variables, state.collections());
        rules = new RunningRules(state, !waf.plain);
        rules.add(set);
        variables.set(Variable.UNIQUE_ID, Bytes.of(id));
        waf.counters.transactions.increment();
    }

    @Override
    public String id() {
        return state.id;
    }

    @Override
    public void connection(String clientAddress, int clientPort, String serverAddress, int serverPort) {
        variables.set(Variable.REMOTE_ADDR, Bytes.of(clientAddress));
        variables.set(Variable.REMOTE_PORT, Bytes.of(clientPort));
        variables.set(Variable.SERVER_ADDR, Bytes.of(serverAddress));
        variables.set(Variable.SERVER_PORT, Bytes.of(serverPort));
    }

    @Override
    public void requestLine(String method, String target, String protocol) {
        byte[] line = Bytes.of(method + ' ' + target + (protocol.isEmpty() ? "" : ' ' + protocol))
                .array();
        int targetFrom = method.length() + 1;
        int targetTo = targetFrom + target.length();
        RequestTarget parts = RequestTarget.of(Bytes.of(line, targetFrom, targetTo));
        variables.set(Variable.REQUEST_LINE, Bytes.of(line));
        variables.set(Variable.REQUEST_METHOD, Bytes.of(line, 0, method.length()));
        variables.set(Variable.REQUEST_PROTOCOL, Bytes.of(line, Math.min(targetTo + 1, line.length), line.length));
        variables.set(Variable.REQUEST_URI_RAW, parts.raw());
        variables.set(Variable.REQUEST_URI, parts.uri());
        variables.set(Variable.REQUEST_FILENAME, parts.filename());
        variables.set(Variable.REQUEST_BASENAME, parts.basename());
        variables.set(Variable.PATH_INFO, parts.pathInfo());
        Bytes query = parts.query();
        variables.set(Variable.QUERY_STRING, query == null ? Bytes.EMPTY : query);
        if (query != null) {
            QueryString.parse(query, state.settings.bodyLimits(), BodySink.Part.QUERY_ARGUMENT, sink);
        }
    }

    @Override
    public void addRequestHeader(String name, String value) {
        Bytes key = Bytes.of(name);
        Bytes content = Bytes.of(value);
        variables.add(Variable.REQUEST_HEADERS, key, content);
        if (key.equalsIgnoreCase(COOKIE)) {
            Cookies.parse(content, sink);
        } else if (key.equalsIgnoreCase(HOST)) {
            variables.set(Variable.SERVER_NAME, content.slice(0, hostLength(content)));
        } else if (key.equalsIgnoreCase(CONTENT_TYPE)) {
            BodyProcessor processor = BodyProcessors.byContentType(content);
            if (typed && processor != processorOfType) {
                sink.error("Content-Type headers that say different things");
            }
            typed = true;
            processorOfType = processor;
            if (processor != null) {
                variables.set(Variable.REQBODY_PROCESSOR, Bytes.of(processor.name()));
            }
        }
    }

    /** How long a Host header's value is without the port. */
    private static int hostLength(Bytes host) {
        int at = host.length();
        while (at > 0 && host.at(at - 1) >= '0' && host.at(at - 1) <= '9') {
            at--;
        }
        return at > 0 && at < host.length() && host.at(at - 1) == ':' ? at - 1 : host.length();
    }

    @Override
    public @Nullable Interruption processRequestHeaders() {
        return run(1);
    }

    @Override
    public boolean requestBodyAccess() {
        return state.requestBodyAccess && state.mode() != EngineMode.OFF;
    }

    @Override
    public @Nullable Interruption appendRequestBody(byte[] bytes, int offset, int length) {
        if (!requestBodyAccess() || state.interruption() != null) {
            return state.interruption();
        }
        long limit = state.requestBodyLimit;
        if (requestBody.append(bytes, offset, length, limit)) {
            return null;
        }
        variables.set(Variable.INBOUND_DATA_ERROR, VariableSink.ONE);
        if (state.settings.rejectsLongRequestBody()) {
            state.interruptByLimit(413, 2);
        }
        return state.interruption();
    }

    @Override
    public @Nullable Interruption processRequestBody() {
        if (state.isToCome(2) && requestBodyAccess()) {
            long started = System.nanoTime();
            parseRequestBody();
            nanos += System.nanoTime() - started;
        }
        return run(2);
    }

    private void parseRequestBody() {
        Bytes body = requestBody.bytes();
        variables.set(Variable.REQUEST_BODY_LENGTH, Bytes.of(body.length()));
        if (body.isEmpty()) {
            return;
        }
        Bytes name = variables.value(Variable.REQBODY_PROCESSOR);
        if (name.isEmpty()) {
            if (state.forceRequestBodyVariable) {
                variables.set(Variable.REQUEST_BODY, body);
            }
            return;
        }
        BodyProcessor processor = BodyProcessors.named(name.text());
        if (processor == null) {
            sink.error("unknown request body processor " + name.text());
            return;
        }
        if (processor.name().equals("URLENCODED")) {
            variables.set(Variable.REQUEST_BODY, body);
        }
        if (processor.name().equals("XML")) {
            long limit = state.settings.bodyLimits().withoutFiles();
            boolean whole = !requestBody.isCut() && body.length() <= limit;
            Bytes read = whole ? body : body.slice(0, (int) Math.min(limit, body.length()));
            variables.xml(() -> XmlTree.of(read, whole));
        }
        Entry type = variables.first(Variable.REQUEST_HEADERS, CONTENT_TYPE);
        if (processor.name().equals("MULTIPART")) {
            variables.uploads(this::writeUploads);
        }
        processor.process(
                body,
                type == null ? Bytes.EMPTY : type.value(),
                !requestBody.isCut(),
                bodyLimits().after(variables.count(Variable.ARGS_GET)),
                sink);
    }

    private List<Entry> writeUploads() {
        Uploads written = uploads;
        if (written == null) {
            written = new Uploads(state.settings.uploads(), state.id);
            uploads = written;
        }
        return written.write(variables.all(Variable.FILES_TMP_CONTENT));
    }

    private BodyLimits bodyLimits() {
        BodyLimits limits = state.settings.bodyLimits();
        BodyLimits.XmlArguments xml =
                switch (state.xmlArguments) {
                    case OFF -> BodyLimits.XmlArguments.OFF;
                    case ON -> BodyLimits.XmlArguments.ON;
                    case ONLY_ARGS -> BodyLimits.XmlArguments.ONLY;
                };
        return limits.xmlArguments() == xml
                ? limits
                : new BodyLimits(
                        limits.arguments(),
                        limits.jsonDepth(),
                        limits.files(),
                        limits.separator(),
                        limits.withoutFiles(),
                        xml);
    }

    @Override
    public void addResponseHeader(String name, String value) {
        Bytes key = Bytes.of(name);
        Bytes content = Bytes.of(value);
        variables.add(Variable.RESPONSE_HEADERS, key, content);
        if (key.equalsIgnoreCase(CONTENT_TYPE)) {
            variables.set(Variable.RESPONSE_CONTENT_TYPE, content);
        } else if (key.equalsIgnoreCase(CONTENT_LENGTH)) {
            variables.set(Variable.RESPONSE_CONTENT_LENGTH, content);
        }
    }

    @Override
    public @Nullable Interruption processResponseHeaders(int status, String protocol) {
        variables.set(Variable.RESPONSE_STATUS, Bytes.of(status));
        variables.set(Variable.STATUS, Bytes.of(status));
        variables.set(Variable.RESPONSE_PROTOCOL, Bytes.of(protocol));
        variables.set(Variable.STATUS_LINE, Bytes.of(protocol + ' ' + status));
        responseStatus = status;
        return run(3);
    }

    @Override
    public boolean looksAtResponseBodies() {
        return state.responseBodyAccess && state.mode() != EngineMode.OFF;
    }

    @Override
    public boolean responseBodyAccess() {
        return looksAtResponseBodies() && hasResponseBody() && looksAt(variables.value(Variable.RESPONSE_CONTENT_TYPE));
    }

    private boolean hasResponseBody() {
        return responseStatus >= 200
                && responseStatus != 204
                && responseStatus != 304
                && !variables.value(Variable.REQUEST_METHOD).equals(HEAD);
    }

    private boolean looksAt(Bytes contentType) {
        String type = contentType.text();
        int semicolon = type.indexOf(';');
        type = (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
        return !type.equals(EVENT_STREAM)
                && (state.forceResponseBodyVariable
                        || state.settings.responseBodyTypes().contains(type));
    }

    @Override
    public @Nullable Interruption appendResponseBody(byte[] bytes, int offset, int length) {
        if (!responseBodyAccess() || state.interruption() != null) {
            return state.interruption();
        }
        if (responseBody.append(bytes, offset, length, state.responseBodyLimit)) {
            return null;
        }
        variables.set(Variable.OUTBOUND_DATA_ERROR, VariableSink.ONE);
        if (state.settings.rejectsLongResponseBody()) {
            state.interruptByLimit(500, 4);
        }
        return state.interruption();
    }

    @Override
    public boolean responseBodyLimitReached() {
        return responseBody.isCut();
    }

    @Override
    public @Nullable Interruption processResponseBody() {
        if (state.isToCome(4) && responseBodyAccess()) {
            variables.set(Variable.RESPONSE_BODY, responseBody.bytes());
            variables.set(
                    Variable.RESPONSE_CONTENT_LENGTH,
                    Bytes.of(responseBody.bytes().length()));
        }
        return run(4);
    }

    @Override
    public void processLogging() {
        if (logged) {
            return;
        }
        logged = true;
        run(5);
        state.collections().store();
        audit();
        waf.counters.nanos.add(nanos);
        for (WafListener listener : waf.listeners) {
            listener.onEnd(this);
        }
    }

    /** What is answered, as far as it is known here. */
    private int status() {
        Interruption by = state.interruption();
        return by == null ? responseStatus : by.status();
    }

    private boolean isRelevant(AuditMode mode) {
        return AuditLog.isRelevant(
                mode, state.matches, status(), state.settings.audit().relevantStatus());
    }

    private void audit() {
        EngineSettings settings = state.settings;
        if (state.mode() == EngineMode.OFF || !isRelevant(state.auditMode)) {
            return;
        }
        waf.audit()
                .write(new AuditEntry(
                        state.auditParts,
                        variables,
                        state.masking,
                        state.matches,
                        requestBody.bytes(),
                        responseBody.bytes(),
                        status(),
                        state.mode(),
                        settings,
                        AuditEntry.now()));
    }

    /** Runs a phase of all rule sets, once. */
    private @Nullable Interruption run(int phase) {
        if (!state.begin(phase)) {
            return state.interruption();
        }
        long started = System.nanoTime();
        rules.run(phase);
        nanos += System.nanoTime() - started;
        return state.interruption();
    }

    @Override
    public @Nullable Interruption interruption() {
        return state.interruption();
    }

    @Override
    public List<MatchedRule> matchedRules() {
        return List.copyOf(state.matched);
    }

    @Override
    public void logMatches(boolean log) {
        state.logsMatches = log;
    }

    @Override
    public String describe(MatchedRule rule) {
        for (AuditMatch match : state.matches) {
            if (match.told() == rule) {
                return state.describe(match);
            }
        }
        throw new IllegalArgumentException("rule " + rule.id() + " didn't match in transaction " + state.id);
    }

    @Override
    public EngineMode mode() {
        return state.mode();
    }

    @Override
    public void mode(EngineMode mode) {
        state.mode(mode);
    }

    @Override
    public @Nullable String variable(String name) {
        return access.get(name);
    }

    @Override
    public List<MatchedValue> variables(String target) {
        return access.all(target);
    }

    @Override
    public String transform(String transformation, String value) {
        Transformation transforms = Transformations.named(transformation, state.settings.unicodeMap());
        if (transforms == null) {
            throw new IllegalArgumentException("unknown transformation " + transformation);
        }
        return transforms.apply(Bytes.of(value)).text();
    }

    @Override
    public void variable(String name, @Nullable String value) {
        access.set(name, value);
    }

    @Override
    public void removeRule(String ids) {
        for (int[] range : RuleSet.ranges(ids)) {
            rules.remove(range[0], range[1]);
        }
    }

    @Override
    public void removeRulesByTag(String tag) {
        rules.removeByTag(tag);
    }

    @Override
    public void removeTarget(String ids, String target) {
        Target parsed = Target.parse(target);
        for (int[] range : RuleSet.ranges(ids)) {
            rules.narrow(range[0], range[1], parsed);
        }
    }

    @Override
    public void removeTargetByTag(String tag, String target) {
        rules.narrowByTag(tag, Target.parse(target));
    }

    @Override
    public void addRules(String text, String origin) {
        rules.add(waf.added(text, origin));
    }

    @Override
    public void close() {
        try {
            processLogging();
            keepUploads();
        } finally {
            if (uploads != null) {
                uploads.delete();
                uploads = null;
            }
        }
    }

    /** What is kept of uploaded files, is no longer this transaction's. */
    private void keepUploads() {
        List<Entry> files = variables.all(Variable.FILES_TMP_CONTENT);
        boolean keeps =
                switch (state.settings.uploads().keep()) {
                    case ALL -> true;
                    case NONE -> false;
                    case OF_RELEVANT_REQUESTS -> isRelevant(AuditMode.RELEVANT_ONLY);
                };
        if (!keeps || files.isEmpty()) {
            return;
        }
        try {
            if (uploads == null) {
                writeUploads();
            }
            uploads = null;
        } catch (OperatorException e) {
            state.failed(String.valueOf(e.getMessage()));
        }
    }
}
