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

    private static final String REGEX = ROOT + ".regex";

    private static final String TIMER = ROOT + ".timer";

    private static final String HTTP = ROOT + ".http";

    private static final String NGX = ROOT + ".ngx";

    private static final String LIBRARIES = ROOT + ".resty";

    private static final String CONF = ROOT + ".conf";

    private static final String GATEWAY = ROOT + ".gateway";

    private static final String PHASE = ROOT + ".phase";

    private static final DescribedPredicate<JavaClass> API = resideInAPackage("dev.resty..")
            .and(resideOutsideOfPackages(ROOT + ".."))
            .as("resty-api");

    private static final DescribedPredicate<JavaClass> NOTHING_ELSE = resideOutsideOfPackages("dev.resty..");

    @ArchTest
    static final ArchRule regex = uses(REGEX, NOTHING_ELSE);

    @ArchTest
    static final ArchRule lua = uses(LUA, name("dev.resty.store.Ticker").forSubtype());

    @ArchTest
    static final ArchRule timer =
            uses(TIMER, resideInAPackage(LUA).or(name("dev.resty.store.Ticker").forSubtype()));

    @ArchTest
    static final ArchRule http = uses(HTTP, resideInAPackage("dev.resty.phase"));

    @ArchTest
    static final ArchRule conf = uses(CONF, resideInAPackage(REGEX).or(API));

    @ArchTest
    static final ArchRule ngx =
            uses(NGX, resideInAnyPackage(LUA, HTTP, TIMER, REGEX).or(API));

    @ArchTest
    static final ArchRule libraries =
            uses(LIBRARIES, resideInAnyPackage(NGX, LUA, HTTP, TIMER, REGEX).or(API));

    @ArchTest
    static final ArchRule gateway =
            uses(GATEWAY, resideInAnyPackage(HTTP, TIMER, CONF).or(API));

    /** Of the regex package only what the configuration's records hold: patterns that are compiled already. */
    @ArchTest
    static final ArchRule phase = uses(
            PHASE,
            resideInAnyPackage(CONF, NGX, HTTP, GATEWAY, LUA)
                    .or(name(REGEX + ".Pattern"))
                    .or(name(REGEX + ".PatternSet"))
                    .or(name(REGEX + ".RegexExecException"))
                    .or(API));

    @ArchTest
    static final ArchRule everyPackageHasARow = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .resideInAnyPackage(ROOT, LUA, REGEX, TIMER, HTTP, NGX, LIBRARIES, CONF, GATEWAY, PHASE);

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
