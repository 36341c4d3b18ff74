// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;

/**
 * Which types JSON from a shared dict may name: those of the application's own packages, and the values and collections
 * of the JDK. Whoever can write into the store can make these, and nothing else.
 *
 * @param packages the application's, each with a dot at the end
 */
record JsonTypes(List<String> packages) {

    /** Not all of java.util: a Formatter, for one, opens files. */
    static final Pattern OF_THE_JDK = Pattern.compile("java\\.lang\\.(String|Boolean|Character|Byte|Short|Integer|Long"
            + "|Float|Double)|java\\.math\\.Big(Decimal|Integer)|java\\.time\\.[A-Z]\\w*|java\\.util\\.(ArrayList|LinkedList"
            + "|ArrayDeque|HashMap|LinkedHashMap|TreeMap|HashSet|LinkedHashSet|TreeSet|UUID|Date|Locale|Currency"
            + "|Optional\\w*|ImmutableCollections\\$\\w+|Collections\\$\\w+|Arrays\\$ArrayList)");

    /** What the application's own packages are. */
    static JsonTypes of(BeanFactory beans) {
        List<String> packages = new ArrayList<>();
        if (AutoConfigurationPackages.has(beans)) {
            AutoConfigurationPackages.get(beans).forEach(name -> packages.add(name + "."));
        }
        return new JsonTypes(List.copyOf(packages));
    }
}
