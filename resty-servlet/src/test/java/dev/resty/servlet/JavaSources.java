// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the main sources of all modules declare, with their Javadoc. Parsed only, so nothing needs to compile. */
final class JavaSources {

    /**
     * A type, method, constructor or field as it is written.
     *
     * @param name the type's name with the types around it, and the member's after a {@code #}
     * @param type the name of the type it is or belongs to
     * @param visible whether users of the package can see it: public or protected, in types that are so too
     * @param ownDoc whether Javadoc has to stand here: not on what overrides, nor on fields and accessors
     * @param doc the Javadoc without its stars; null where there is none
     */
    record Declared(
            String file,
            String name,
            String type,
            boolean visible,
            boolean ownDoc,
            @Nullable String doc) {}

    private final List<Declared> declared = new ArrayList<>();

    private JavaSources() {}

    /** Everything that the modules' {@code src/main/java} declare, in the order of files and lines. */
    static List<Declared> all() throws IOException {
        JavaSources sources = new JavaSources();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(files(roots())));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                sources.read(unit, docs);
            }
        }
        return sources.declared;
    }

    /** The text of each test class, by path. */
    static List<String> tests() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : files(folders("src/test/java"))) {
            texts.add(Files.readString(file));
        }
        return texts;
    }

    /** The folders of main sources: one a module, samples left out. */
    static List<Path> roots() throws IOException {
        return folders("src/main/java");
    }

    private static List<Path> folders(String name) throws IOException {
        try (Stream<Path> modules = Files.list(SitePage.PROJECT)) {
            return modules.map(module -> module.resolve(name))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(List<Path> folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(found::add);
            }
        }
        return found;
    }

    private void read(CompilationUnitTree unit, DocTrees docs) {
        String file = SitePage.PROJECT
                .relativize(Path.of(unit.getSourceFile().toUri()))
                .toString();
        new Scanner(file, docs).scan(unit, new Outer("", true, false));
    }

    /** The type that a declaration stands in. */
    private record Outer(String name, boolean visible, boolean isInterface) {

        Outer within(String simpleName, boolean memberVisible, boolean memberIsInterface) {
            return new Outer(
                    name.isEmpty() ? simpleName : name + "." + simpleName, visible && memberVisible, memberIsInterface);
        }

        boolean shows(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            boolean open = flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
            return visible && (open || isInterface && !flags.contains(Modifier.PRIVATE));
        }
    }

    private final class Scanner extends TreePathScanner<@Nullable Void, Outer> {

        private final String file;
        private final DocTrees docs;

        Scanner(String file, DocTrees docs) {
            this.file = file;
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, Outer outer) {
            if (type.getSimpleName().isEmpty()) {
                return null;
            }
            boolean visible = outer.shows(type.getModifiers());
            boolean isInterface = type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
            Outer inner = outer.within(type.getSimpleName().toString(), visible, isInterface);
            add(inner.name(), inner.name(), visible, true);
            return super.visitClass(type, inner);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, Outer outer) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            boolean generated =
                    docs.getSourcePositions().getEndPosition(getCurrentPath().getCompilationUnit(), method) < 0;
            add(
                    outer.name() + "#" + method.getName(),
                    outer.name(),
                    outer.shows(method.getModifiers()),
                    !overrides && !generated);
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree field, Outer outer) {
            add(outer.name() + "#" + field.getName(), outer.name(), outer.shows(field.getModifiers()), false);
            return null;
        }

        private void add(String name, String type, boolean visible, boolean ownDoc) {
            declared.add(new Declared(file, name, type, visible, ownDoc, docs.getDocComment(getCurrentPath())));
        }
    }
}
