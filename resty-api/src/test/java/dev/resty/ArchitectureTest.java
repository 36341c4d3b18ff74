// SPDX-License-Identifier: Apache-2.0
package dev.resty;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of this module may use which. */
@AnalyzeClasses(packages = "dev.resty", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String DICT = "dev.resty.dict";

    private static final String LOCK = "dev.resty.lock";

    private static final String CACHE = "dev.resty.cache";

    private static final String STORE = "dev.resty.store";

    @ArchTest
    static final ArchRule dict = uses(DICT);

    @ArchTest
    static final ArchRule phase = uses("dev.resty.phase");

    @ArchTest
    static final ArchRule lock = uses(LOCK, DICT);

    @ArchTest
    static final ArchRule cache = uses(CACHE, DICT, LOCK);

    @ArchTest
    static final ArchRule limit = uses("dev.resty.limit", DICT).allowEmptyShould(true);

    @ArchTest
    static final ArchRule waf = uses("dev.resty.waf", DICT);

    @ArchTest
    static final ArchRule store = uses(STORE, DICT, LOCK, CACHE);

    @ArchTest
    static final ArchRule heap = uses("dev.resty.store.heap", STORE, DICT, LOCK, CACHE);

    @ArchTest
    static final ArchRule redis =
            uses("dev.resty.store.redis", STORE, DICT, LOCK, CACHE).allowEmptyShould(true);

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.(resty..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noServletAndNoLua = classes()
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackages("jakarta..", "javax.servlet..", "org.luaj.."));

    /** The package and, of ours, only these others. */
    private static ArchRule uses(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = name;
        System.arraycopy(others, 0, allowed, 1, others.length);
        return classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(allowed).or(resideOutsideOfPackages("dev.resty", "dev.resty..")));
    }
}
