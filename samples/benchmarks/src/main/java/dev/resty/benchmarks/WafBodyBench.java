// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.body.BodyProcessor;
import dev.resty.servlet.waf.body.BodyProcessors;
import dev.resty.servlet.waf.body.BodySink;
import dev.resty.servlet.waf.body.Cookies;
import dev.resty.servlet.waf.body.QueryString;
import dev.resty.servlet.waf.body.RequestTarget;
import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make variables of a request: its query and cookies, and bodies of each kind. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WafBodyBench {

    private static final String WORDS = "order customer delivery window garden table lamp blue green wooden small ";

    private final Bytes target =
            Bytes.of("/shop/list?q=wooden+garden+table&page=3&sort=price_asc&category=outdoor&session=a81f3c9d");

    private final Bytes cookies = Bytes.of("JSESSIONID=4F9C0D2E81B7A6534CFE0A9B1D27E358; theme=dark; lang=en");

    private final Bytes form =
            bytes("firstName=Maria&lastName=Keller&email=maria.keller%40example.org&city=Freiburg&zip=79098"
                    + "&country=DE&quantity=2&subject=Question+about+order+48213&message="
                    + WORDS.repeat(25).replace(' ', '+'));

    private final Bytes json = bytes(json(75));

    private final Bytes multipart = bytes(multipart());

    private final Bytes xml = bytes(xml(60));

    private final Total total = new Total();

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An order with so many items of five members each. */
    private static String json(int items) {
        Random random = new Random(7);
        StringBuilder json =
                new StringBuilder("{\"order\": 48213, \"customer\": {\"name\": \"Maria Keller\"}, \"items\": [");
        for (int i = 0; i < items; i++) {
            json.append(i == 0 ? "" : ", ")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"sku\": \"AB-%d\", \"name\": \"%s\", \"qty\": %d, \"price\": %.2f, \"gift\": %s}",
                            random.nextInt(1000, 9999),
                            WORDS.substring(0, 24),
                            random.nextInt(1, 9),
                            random.nextDouble(1, 400),
                            random.nextBoolean()));
        }
        return json.append("]}").toString();
    }

    /** A field and a file of 8 KiB. */
    private static String multipart() {
        return "--b1\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nLamp\r\n--b1\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + (WORDS + "\r\n").repeat(110) + "\r\n--b1--\r\n";
    }

    private static String xml(int items) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><order id=\"48213\">"
                + ("<item sku=\"AB-1234\"><name>" + WORDS.substring(0, 24)
                                + "</name><qty>1</qty><gift>false</gift></item>\n")
                        .repeat(items)
                + "</order>";
    }

    private long process(String processor, Bytes body, String contentType) {
        BodyProcessor named = Objects.requireNonNull(BodyProcessors.named(processor));
        named.process(body, Bytes.of(contentType), true, BodyLimits.DEFAULT, total);
        return total.bytes;
    }

    /** A target with five arguments, and three cookies. */
    @Benchmark
    public long wafQuery() {
        RequestTarget taken = RequestTarget.of(target);
        QueryString.parse(
                Objects.requireNonNull(taken.query()), BodyLimits.DEFAULT, BodySink.Part.QUERY_ARGUMENT, total);
        Cookies.parse(cookies, total);
        return total.bytes;
    }

    /** A form of 2 KiB. */
    @Benchmark
    public long wafForm() {
        return process("URLENCODED", form, "application/x-www-form-urlencoded");
    }

    /** JSON of 7 KiB with 377 scalars. */
    @Benchmark
    public long wafJson() {
        return process("JSON", json, "application/json");
    }

    /** A field and a file of 8 KiB. */
    @Benchmark
    public long wafMultipart() {
        return process("MULTIPART", multipart, "multipart/form-data; boundary=b1");
    }

    /** XML of 6 KiB with 240 elements. */
    @Benchmark
    public long wafXml() {
        return process("XML", xml, "application/xml");
    }

    /** Counts what it's given, so that it's made. */
    private static final class Total implements BodySink {

        private long bytes;

        @Override
        public void add(Part part, Bytes name, Bytes value) {
            bytes += name.length() + value.length();
        }

        @Override
        public void flag(Flag flag, int value) {
            throw new IllegalStateException(flag + " in a harmless body");
        }

        @Override
        public void error(String message) {
            throw new IllegalStateException(message);
        }
    }
}
