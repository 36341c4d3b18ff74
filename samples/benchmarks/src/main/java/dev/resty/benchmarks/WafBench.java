// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.waf.Interruption;
import dev.resty.waf.RuleProfile;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What SecLang rules cost a harmless request, all five phases: twenty rules of our own, the embedded ones, or a Core Rule Set by
 * {@code -p rules=DIR}, a directory with {@code crs-setup.conf.example} and {@code rules}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class WafBench {

    private static final String TARGET =
            "/shop/list?q=wooden+garden+table&page=3&sort=price_asc&category=outdoor&session=";

    private static final List<String[]> HEADERS = List.of(
            new String[] {"Host", "localhost"},
            new String[] {"User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"},
            new String[] {"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
            new String[] {"Accept-Language", "en-GB,en;q=0.7,fr;q=0.3"},
            new String[] {"Accept-Encoding", "gzip, deflate"},
            new String[] {"Referer", "http://localhost/shop/list"},
            new String[] {"Cookie", "JSESSIONID=4F9C0D2E81B7A6534CFE0A9B1D27E358; theme=dark; lang=en"});

    /** {@code script} for twenty rules, {@code web} or {@code api} for the embedded ones, or a directory. */
    @Param("script")
    public String rules = "script";

    private final byte[] form = bytes("firstName=Maria&lastName=Keller&email=maria.keller%40example.org&city=Freiburg"
            + "&zip=79098&country=DE&quantity=2&subject=Question+about+order+48213&message="
            + "The+table+arrived+with+a+broken+leg.+Please+send+another+one+before+the+weekend.+".repeat(23));

    private final byte[] json = bytes(json());

    private @Nullable Waf waf;

    private int count;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String json() {
        StringBuilder json = new StringBuilder("{\"order\": 48213, \"items\": [");
        for (int i = 0; i < 100; i++) {
            json.append(i == 0 ? "" : ", ")
                    .append("{\"sku\": \"AB-")
                    .append(1000 + 37 * i)
                    .append("\", \"name\": \"Wooden garden table\", \"qty\": ")
                    .append(i % 9)
                    .append(", \"price\": ")
                    .append(100 + i)
                    .append(".5, \"gift\": false}");
        }
        return json.append("]}").toString();
    }

    /** Loads the rules. */
    @Setup
    public void load() {
        WafBuilder builder = Waf.builder();
        if (rules.equals("script")) {
            StringBuilder text = new StringBuilder("SecRequestBodyAccess On\n");
            for (int i = 0; i < RegexRules.WAF.size(); i++) {
                text.append("SecRule ARGS|REQUEST_FILENAME \"@rx (?i)")
                        .append(RegexRules.WAF.get(i).replace("\"", "\\\""))
                        .append("\" \"id:")
                        .append(i + 1)
                        .append(",phase:2,deny\"\n");
            }
            builder.rules(text.toString(), "script");
        } else if (rules.equals("web") || rules.equals("api")) {
            builder.embeddedRules(RuleProfile.valueOf(rules.toUpperCase(Locale.ROOT)));
        } else {
            builder.rules("""
                    SecRequestBodyAccess On
                    SecRule REQUEST_HEADERS:Content-Type "@beginsWith application/json" \\
                        "id:200001,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
                    """, "first")
                    .rulesFile(Path.of(rules, "crs-setup.conf.example"))
                    .rulesFile(Path.of(rules, "rules", "*.conf"));
        }
        waf = builder.build();
    }

    /** Gives back what was loaded. */
    @TearDown
    public void close() {
        if (waf != null) {
            waf.close();
        }
    }

    /** A GET with five parameters, the same each time. */
    @Benchmark
    public @Nullable Interruption get5() {
        return run("GET", TARGET + "a81f3c9d", null, new byte[0]);
    }

    /** A GET with five parameters, one of which is new each time. */
    @Benchmark
    public @Nullable Interruption get5New() {
        return run("GET", TARGET + 'a' + Integer.toHexString(0x1000000 + count++), null, new byte[0]);
    }

    /** A form of 2 KiB. */
    @Benchmark
    public @Nullable Interruption form2k() {
        return run("POST", "/shop/contact", "application/x-www-form-urlencoded", form);
    }

    /** A JSON document of 8 KiB with 500 leaves. */
    @Benchmark
    public @Nullable Interruption json8k() {
        return run("POST", "/api/orders", "application/json", json);
    }

    private @Nullable Interruption run(String method, String target, @Nullable String type, byte[] body) {
        if (waf == null) {
            throw new IllegalStateException("not loaded");
        }
        try (Transaction transaction = waf.newTransaction()) {
            transaction.connection("127.0.0.1", 43210, "127.0.0.1", 8080);
            transaction.requestLine(method, target, "HTTP/1.1");
            for (String[] header : HEADERS) {
                transaction.addRequestHeader(header[0], header[1]);
            }
            if (type != null) {
                transaction.addRequestHeader("Content-Type", type);
                transaction.addRequestHeader("Content-Length", Integer.toString(body.length));
            }
            transaction.processRequestHeaders();
            transaction.appendRequestBody(body, 0, body.length);
            transaction.processRequestBody();
            transaction.addResponseHeader("Content-Type", "text/html");
            transaction.processResponseHeaders(200, "HTTP/1.1");
            transaction.processResponseBody();
            transaction.processLogging();
            if (transaction.interruption() != null) {
                throw new IllegalStateException(transaction.matchedRules().toString());
            }
            return transaction.interruption();
        }
    }
}
