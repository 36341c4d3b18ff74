// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.RewriteStep;
import dev.resty.servlet.conf.RewriteStep.Condition;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.regex.Pattern;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directives of nginx's rewrite module in a server or location, run in the order they are written.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_rewrite_module.html">ngx_http_rewrite_module</a>
 */
final class RewriteProgram {

    /** A program without directives. */
    static final RewriteProgram EMPTY = new RewriteProgram(List.of(), new IdentityHashMap<>(), new IdentityHashMap<>());

    /**
     * How a program ended.
     *
     * @param outcome a response to give, or declined
     * @param newLocation whether the location is to be chosen anew
     * @param inside the inside of the last {@code if} that held and has directives of its own; null for none
     */
    record Result(
            Outcome outcome, boolean newLocation, @Nullable Location inside) {

        /** Nothing happened: go on. */
        static final Result NOTHING = new Result(Outcome.declined(), false, null);

        /** Choose the location anew. */
        static final Result NEW_LOCATION = new Result(Outcome.declined(), true, null);
    }

    private final List<RewriteStep> steps;
    private final Map<RewriteStep, SetByLua> scripts;
    private final Map<RewriteStep, Location> insides;

    RewriteProgram(List<RewriteStep> steps, Map<RewriteStep, SetByLua> scripts, Map<RewriteStep, Location> insides) {
        this.steps = steps;
        this.scripts = scripts;
        this.insides = insides;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Runs the directives for a request. */
    Result run(PhaseEngine engine) throws Exception {
        Pass pass = new Pass(engine);
        pass.run(steps);
        return new Result(pass.outcome, pass.newLocation, pass.inside);
    }

    /** One pass over the directives, for one request. */
    private final class Pass {

        private final PhaseEngine engine;
        private final HttpExchange exchange;
        private Outcome outcome = Outcome.declined();
        private boolean newLocation;
        private @Nullable Location inside;

        Pass(PhaseEngine engine) {
            this.engine = engine;
            this.exchange = engine.exchange();
        }

        /** Runs some directives; false where one of them ended the pass. */
        private boolean run(List<RewriteStep> list) throws Exception {
            for (RewriteStep step : list) {
                if (!run(step)) {
                    return false;
                }
            }
            return true;
        }

        private boolean run(RewriteStep step) throws Exception {
            if (step instanceof RewriteStep.Set set) {
                exchange.variable(set.name(), set.value().evaluate(exchange));
                return true;
            }
            if (step instanceof RewriteStep.SetByLua set) {
                SetByLua script = scripts.get(step);
                exchange.variable(set.name(), script == null ? "" : script.evaluate(engine));
                return true;
            }
            if (step instanceof RewriteStep.If condition) {
                if (!holds(condition.condition())) {
                    return true;
                }
                Location within = insides.get(step);
                if (within != null) {
                    inside = within;
                }
                return run(condition.body());
            }
            if (step instanceof RewriteStep.Return answer) {
                outcome = ReturnDirective.outcome(engine, answer);
                return false;
            }
            return !(step instanceof RewriteStep.Break) && rewrite((RewriteStep.Rewrite) step);
        }

        private boolean rewrite(RewriteStep.Rewrite step) {
            String uri = exchange.uri();
            if (!match(step.pattern(), uri)) {
                return true;
            }
            String target = Captures.replacement(step, exchange);
            String args = null;
            int question = target.indexOf('?');
            if (question >= 0) {
                args = target.substring(question + 1);
                target = target.substring(0, question);
            }
            if (step.keepArgs() && exchange.args() != null) {
                args = args == null || args.isEmpty() ? exchange.args() : args + "&" + exchange.args();
            }
            RewriteStep.Flag flag = step.flag();
            if (flag == RewriteStep.Flag.REDIRECT || flag == RewriteStep.Flag.PERMANENT) {
                String location = args == null || args.isEmpty() ? target : target + "?" + args;
                int status = flag == RewriteStep.Flag.REDIRECT ? 302 : 301;
                outcome = Outcome.redirect(engine.absolute(location), status);
                return false;
            }
            exchange.uri(target.isEmpty() ? "/" : target);
            exchange.args(args);
            newLocation = flag != RewriteStep.Flag.BREAK;
            return flag == RewriteStep.Flag.NONE;
        }

        private boolean holds(Condition condition) {
            if (condition instanceof Condition.Truth c) {
                String value = c.value().evaluate(exchange);
                return !value.isEmpty() && !value.equals("0");
            }
            if (condition instanceof Condition.Equality c) {
                boolean equal = c.left().evaluate(exchange).equals(c.right().evaluate(exchange));
                return equal != c.negated();
            }
            if (condition instanceof Condition.Match c) {
                return match(c.pattern(), c.subject().evaluate(exchange)) != c.negated();
            }
            Condition.FileTest c = (Condition.FileTest) condition;
            return fileTest(c.test(), c.path().evaluate(exchange)) != c.negated();
        }

        private boolean match(Pattern pattern, String subject) {
            int[] groups = new int[2 * (pattern.groupCount() + 1)];
            if (!pattern.find(subject.getBytes(StandardCharsets.ISO_8859_1), 0, groups)) {
                return false;
            }
            Captures.keep(exchange, subject, pattern, groups);
            return true;
        }

        private boolean fileTest(char test, String name) {
            Path path;
            try {
                path = Path.of(name);
            } catch (InvalidPathException e) {
                return false;
            }
            return switch (test) {
                case 'f' -> Files.isRegularFile(path);
                case 'd' -> Files.isDirectory(path);
                case 'x' -> Files.isExecutable(path);
                default -> Files.exists(path);
            };
        }
    }
}
