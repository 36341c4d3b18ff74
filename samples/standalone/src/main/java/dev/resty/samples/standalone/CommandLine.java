// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line, with nginx's options.
 *
 * @param prefix what relative paths count from: {@code -p}, the working directory unless given
 * @param conf the configuration file: {@code -c}, {@code conf/nginx.conf} unless given
 * @param errorLog the error log until the configuration is read, and where it names none: {@code -e}
 * @param testOnly {@code -t}: check the configuration and end
 */
record CommandLine(Path prefix, Path conf, String errorLog, boolean testOnly) {

    static final String USAGE = """
            Usage: java -jar resty-standalone.jar [-h] [-t] [-p prefix] [-c filename] [-e filename]

            Options:
              -h            : this help
              -t            : test configuration and exit
              -p prefix     : set prefix path (default: the working directory)
              -c filename   : set configuration file (default: conf/nginx.conf)
              -e filename   : set error log file (default: logs/error.log)
            """;

    /**
     * Reads the arguments of {@code main}.
     *
     * @return null where only help is wanted
     * @throws IllegalArgumentException in nginx's words where an option is wrong
     */
    static @Nullable CommandLine parse(List<String> args) {
        String prefix = "";
        String conf = "conf/nginx.conf";
        String errorLog = "logs/error.log";
        boolean testOnly = false;
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "-h", "-?" -> {
                    return null;
                }
                case "-t" -> testOnly = true;
                case "-p" -> prefix = value(option, "directory name", rest);
                case "-c" -> conf = value(option, "file name", rest);
                case "-e" -> errorLog = value(option, "file name", rest);
                default ->
                    throw new IllegalArgumentException(
                            option.startsWith("-")
                                    ? "invalid option: \"" + option.substring(1) + "\""
                                    : "invalid argument: \"" + option + "\"");
            }
        }
        Path folder = Path.of(prefix).toAbsolutePath().normalize();
        return new CommandLine(folder, folder.resolve(conf), errorLog, testOnly);
    }

    private static String value(String option, String what, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("option \"" + option + "\" requires " + what);
        }
        return rest.next();
    }
}
