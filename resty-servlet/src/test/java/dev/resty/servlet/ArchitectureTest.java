// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of this module may use which. A new package needs a row here. */
@AnalyzeClasses(packages = "dev.resty", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.resty.servlet";

    private static final String LUA = ROOT + ".lua";

    private static final String LUA_SYNTAX = LUA + ".syntax";

    private static final String LUA_RUNTIME = LUA + ".runtime";

    private static final String LUA_LIBRARY = LUA + ".library";

    private static final String LUA_INTERPRETER = LUA + ".interpreter";

    private static final String LUA_COMPILER = LUA + ".compiler";

    private static final String LUA_FFI = LUA + ".ffi";

    private static final String REGEX = ROOT + ".regex";

    private static final String TIMER = ROOT + ".timer";

    private static final String HTTP = ROOT + ".http";

    private static final String NGX = ROOT + ".ngx";

    private static final String LIBRARIES = ROOT + ".resty";

    private static final String CRYPTO = ROOT + ".crypto";

    private static final String CONF = ROOT + ".conf";

    private static final String GATEWAY = ROOT + ".gateway";

    private static final String PHASE = ROOT + ".phase";

    private static final String WAF = ROOT + ".waf";

    private static final String WAF_VALUE = WAF + ".value";

    private static final String WAF_TRANSFORMATION = WAF + ".transformation";

    private static final String WAF_INJECTION = WAF + ".injection";

    private static final String WAF_BODY = WAF + ".body";

    private static final String WAF_SECLANG = WAF + ".seclang";

    private static final String WAF_VARIABLE = WAF + ".variable";

    private static final String WAF_LOOKUP = WAF + ".lookup";

    private static final String WAF_OPERATOR = WAF + ".operator";

    private static final String WAF_ACTION = WAF + ".action";

    private static final DescribedPredicate<JavaClass> API = resideInAPackage("dev.resty..")
            .and(resideOutsideOfPackages(ROOT + ".."))
            .as("resty-api");

    private static final DescribedPredicate<JavaClass> NOTHING_ELSE = resideOutsideOfPackages("dev.resty..");

    @ArchTest
    static final ArchRule regex = uses(REGEX, NOTHING_ELSE);

    @ArchTest
    static final ArchRule lua = uses(
            LUA,
            resideInAnyPackage(LUA_SYNTAX, LUA_RUNTIME, LUA_LIBRARY, LUA_INTERPRETER, LUA_COMPILER, LUA_FFI)
                    .or(name("dev.resty.store.Ticker").forSubtype()));

    @ArchTest
    static final ArchRule luaSyntax = uses(LUA_SYNTAX, NOTHING_ELSE);

    @ArchTest
    static final ArchRule luaRuntime = uses(LUA_RUNTIME, resideInAPackage(LUA_SYNTAX));

    @ArchTest
    static final ArchRule luaLibrary = uses(LUA_LIBRARY, resideInAPackage(LUA_RUNTIME));

    @ArchTest
    static final ArchRule luaInterpreter = uses(LUA_INTERPRETER, resideInAnyPackage(LUA_SYNTAX, LUA_RUNTIME));

    @ArchTest
    static final ArchRule luaCompiler =
            uses(LUA_COMPILER, resideInAnyPackage(LUA_SYNTAX, LUA_RUNTIME, LUA_INTERPRETER));

    /** Of the syntax only the operators, by which the runtime names what is done to cdata. */
    @ArchTest
    static final ArchRule luaFfi =
            uses(LUA_FFI, resideInAPackage(LUA_RUNTIME).or(name(LUA_SYNTAX + ".BinaryOperator")));

    @ArchTest
    static final ArchRule timer = uses(
            TIMER,
            resideInAnyPackage(LUA, LUA_RUNTIME)
                    .or(name("dev.resty.store.Ticker").forSubtype()));

    @ArchTest
    static final ArchRule http = uses(HTTP, resideInAnyPackage("dev.resty.phase", "dev.resty.waf"));

    @ArchTest
    static final ArchRule conf = uses(CONF, resideInAPackage(REGEX).or(API));

    @ArchTest
    static final ArchRule ngx =
            uses(NGX, resideInAnyPackage(LUA, LUA_RUNTIME, HTTP, TIMER, REGEX).or(API));

    @ArchTest
    static final ArchRule crypto = uses(CRYPTO, NOTHING_ELSE);

    @ArchTest
    static final ArchRule libraries = uses(
            LIBRARIES,
            resideInAnyPackage(CRYPTO, NGX, LUA, LUA_RUNTIME, HTTP, TIMER, REGEX)
                    .or(API));

    @ArchTest
    static final ArchRule gateway =
            uses(GATEWAY, resideInAnyPackage(HTTP, TIMER, CONF).or(API));

    /** Of the regex package only what the configuration's records hold: patterns that are compiled already. */
    @ArchTest
    static final ArchRule phase = uses(
            PHASE,
            resideInAnyPackage(CONF, NGX, HTTP, GATEWAY, LUA, LUA_RUNTIME)
                    .or(name(REGEX + ".Pattern"))
                    .or(name(REGEX + ".PatternSet"))
                    .or(name(REGEX + ".RegexExecException"))
                    .or(API));

    @ArchTest
    static final ArchRule wafValue = uses(WAF_VALUE, NOTHING_ELSE);

    @ArchTest
    static final ArchRule wafTransformation = uses(WAF_TRANSFORMATION, resideInAPackage(WAF_VALUE));

    @ArchTest
    static final ArchRule wafInjection = uses(WAF_INJECTION, NOTHING_ELSE);

    @ArchTest
    static final ArchRule wafBody = uses(WAF_BODY, resideInAPackage(WAF_VALUE));

    @ArchTest
    static final ArchRule wafSeclang = uses(WAF_SECLANG, NOTHING_ELSE);

    @ArchTest
    static final ArchRule wafVariable = uses(WAF_VARIABLE, resideInAnyPackage(WAF_VALUE, REGEX, "dev.resty.dict"));

    @ArchTest
    static final ArchRule wafOperator = uses(
            WAF_OPERATOR,
            resideInAnyPackage(WAF_VALUE, WAF_VARIABLE, WAF_INJECTION, WAF_LOOKUP, REGEX, "dev.resty.waf"));

    @ArchTest
    static final ArchRule wafLookup = uses(WAF_LOOKUP, resideInAnyPackage("dev.resty.waf", "dev.resty.store"));

    @ArchTest
    static final ArchRule wafAction = uses(WAF_ACTION, resideInAnyPackage(WAF_VALUE, WAF_VARIABLE, "dev.resty.waf"));

    @ArchTest
    static final ArchRule waf = uses(
            WAF,
            resideInAnyPackage(
                    WAF + "..", REGEX, "dev.resty.waf", "dev.resty.dict", "dev.resty.store", "dev.resty.store.heap"));

    @ArchTest
    static final ArchRule everyPackageHasARow = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .resideInAnyPackage(
                    ROOT,
                    LUA,
                    LUA_SYNTAX,
                    LUA_RUNTIME,
                    LUA_LIBRARY,
                    LUA_INTERPRETER,
                    LUA_COMPILER,
                    LUA_FFI,
                    REGEX,
                    TIMER,
                    HTTP,
                    NGX,
                    LIBRARIES,
                    CRYPTO,
                    CONF,
                    GATEWAY,
                    PHASE,
                    WAF,
                    WAF_VALUE,
                    WAF_TRANSFORMATION,
                    WAF_INJECTION,
                    WAF_BODY,
                    WAF_SECLANG,
                    WAF_VARIABLE,
                    WAF_LOOKUP,
                    WAF_OPERATOR,
                    WAF_ACTION);

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.(resty..)").should().beFreeOfCycles();

    /** The package and, of ours, only these others. Packages that nothing is in yet pass. */
    private static ArchRule uses(String name, DescribedPredicate<JavaClass> others) {
        return classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(name).or(others).or(NOTHING_ELSE))
                .allowEmptyShould(true);
    }
}
