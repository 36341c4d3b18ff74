// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.store.Ticker;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's code may do and where it finds things. Immutable.
 *
 * @param ticker the clock of {@code os.time} and {@code os.date}
 * @param budget what each run may use
 * @param coroutines the threads of coroutines
 * @param files whether {@code io} and {@code os.remove}, {@code os.rename}, {@code os.tmpname} may touch files; scripts
 *     and modules are found without it
 * @param processes whether {@code os.execute} and {@code io.popen} may start programs
 * @param environment what {@code os.getenv} returns for a name; null where the variable isn't set
 * @param packagePath {@code package.path}; entries that begin with {@code classpath:} are resources
 * @param packageCpath {@code package.cpath}, which is shown but never used
 * @param classLoader where {@code classpath:} entries are looked for
 * @param breaches what runs that go beyond the budget are counted in
 * @param hooks whether its code may be watched, by {@code debug.sethook} and {@link Worker#hook}: all of it is interpreted
 *     then
 */
public record WorkerOptions(
        Ticker ticker,
        Budget budget,
        CoroutineThreads coroutines,
        boolean files,
        boolean processes,
        Function<String, @Nullable String> environment,
        String packagePath,
        String packageCpath,
        ClassLoader classLoader,
        BudgetBreaches breaches,
        boolean hooks) {

    /** No budget, no files, no processes, an empty environment, modules from the working directory. */
    public static WorkerOptions defaults() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new WorkerOptions(
                Ticker.system(),
                Budget.NONE,
                CoroutineThreads.best(),
                false,
                false,
                name -> null,
                "./?.lua;./?/init.lua",
                "./?.so",
                context == null ? WorkerOptions.class.getClassLoader() : context,
                new BudgetBreaches(),
                false);
    }

    /** The same with another clock. */
    public WorkerOptions withTicker(Ticker clock) {
        return with(draft -> draft.ticker = clock);
    }

    /** The same with another budget. */
    public WorkerOptions withBudget(Budget limits) {
        return with(draft -> draft.budget = limits);
    }

    /** The same with other threads for coroutines. */
    public WorkerOptions withCoroutines(CoroutineThreads threads) {
        return with(draft -> draft.coroutines = threads);
    }

    /** The same with files allowed or not. */
    public WorkerOptions withFiles(boolean allowed) {
        return with(draft -> draft.files = allowed);
    }

    /** The same with programs allowed or not. */
    public WorkerOptions withProcesses(boolean allowed) {
        return with(draft -> draft.processes = allowed);
    }

    /** The same with another environment. */
    public WorkerOptions withEnvironment(Function<String, @Nullable String> variables) {
        return with(draft -> draft.environment = variables);
    }

    /** The same with another {@code package.path}. */
    public WorkerOptions withPackagePath(String path) {
        return with(draft -> draft.packagePath = path);
    }

    /** The same with another {@code package.cpath}. */
    public WorkerOptions withPackageCpath(String path) {
        return with(draft -> draft.packageCpath = path);
    }

    /** The same with another class loader. */
    public WorkerOptions withClassLoader(ClassLoader loader) {
        return with(draft -> draft.classLoader = loader);
    }

    /** The same with other counts. */
    public WorkerOptions withBreaches(BudgetBreaches counts) {
        return with(draft -> draft.breaches = counts);
    }

    /** The same with hooks or without. */
    public WorkerOptions withHooks(boolean wanted) {
        return with(draft -> draft.hooks = wanted);
    }

    private WorkerOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options of which one is being changed. */
    private static final class Draft {

        Ticker ticker;
        Budget budget;
        CoroutineThreads coroutines;
        boolean files;
        boolean processes;
        Function<String, @Nullable String> environment;
        String packagePath;
        String packageCpath;
        ClassLoader classLoader;
        BudgetBreaches breaches;
        boolean hooks;

        Draft(WorkerOptions from) {
            ticker = from.ticker;
            budget = from.budget;
            coroutines = from.coroutines;
            files = from.files;
            processes = from.processes;
            environment = from.environment;
            packagePath = from.packagePath;
            packageCpath = from.packageCpath;
            classLoader = from.classLoader;
            breaches = from.breaches;
            hooks = from.hooks;
        }

        WorkerOptions options() {
            return new WorkerOptions(
                    ticker,
                    budget,
                    coroutines,
                    files,
                    processes,
                    environment,
                    packagePath,
                    packageCpath,
                    classLoader,
                    breaches,
                    hooks);
        }
    }
}
