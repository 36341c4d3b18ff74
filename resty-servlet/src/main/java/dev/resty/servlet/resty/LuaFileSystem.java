// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code lfs}: {@code attributes}, {@code symlinkattributes}, {@code dir}, {@code mkdir}, {@code rmdir},
 * {@code touch} and {@code currentdir}. Differs from OpenResty: locks, links, {@code chdir} and what else changes the whole
 * process aren't there, and attributes are those that every file system has.
 *
 * @see <a href="https://github.com/lunarmodules/luafilesystem">LuaFileSystem</a>
 */
final class LuaFileSystem {

    private final Worker worker;

    private LuaFileSystem(Worker worker) {
        this.worker = worker;
    }

    /** The module's table for a worker. */
    static LuaTable module(Worker worker) {
        LuaFileSystem files = new LuaFileSystem(worker);
        return LibraryTable.of()
                .fn(
                        "attributes",
                        "value, err = lfs.attributes(path, name?)",
                        "What a file is.",
                        args -> files.attributes(args, true))
                .fn(
                        "symlinkattributes",
                        "value, err = lfs.symlinkattributes(path, name?)",
                        "What a link is.",
                        args -> files.attributes(args, false))
                .fn("dir", "iterator, state = lfs.dir(path)", "A folder's names.", files::dir)
                .fn(
                        "mkdir",
                        "ok, err, errno = lfs.mkdir(path)",
                        "Makes a folder.",
                        args -> files.change(args, Files::createDirectory))
                .fn(
                        "rmdir",
                        "ok, err, errno = lfs.rmdir(path)",
                        "Removes a folder.",
                        args -> files.change(args, LuaFileSystem::remove))
                .fn("touch", "ok, err, errno = lfs.touch(path, atime?, mtime?)", "Sets a file's times.", files::touch)
                .fn(
                        "currentdir",
                        "path = lfs.currentdir()",
                        "The working directory.",
                        args -> LuaText.utf8(Path.of("").toAbsolutePath().toString()))
                .value("_VERSION", "LuaFileSystem 1.8.0")
                .build();
    }

    /** What is done to a file. */
    private interface Change {
        void apply(Path file) throws IOException;
    }

    private Path path(Varargs args, String function) throws IOException {
        String name = LuaText.view(Arguments.string(args, 1, function));
        if (!worker.options().files()) {
            throw new LuaError("'lfs." + function + "' is not allowed by the configuration");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(name);
        }
    }

    private Varargs change(Varargs args, Change change) {
        try {
            change.apply(path(args, "mkdir"));
            return LuaValue.TRUE;
        } catch (IOException e) {
            return failure("", e);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                    ? new java.nio.file.NotDirectoryException(folder.toString())
                    : new NoSuchFileException(folder.toString());
        }
        Files.delete(folder);
    }

    private static Varargs failure(String what, IOException e) {
        String reason = "Input/output error";
        int number = 5;
        if (e instanceof NoSuchFileException) {
            reason = "No such file or directory";
            number = 2;
        } else if (e instanceof FileAlreadyExistsException) {
            reason = "File exists";
            number = 17;
        } else if (e instanceof DirectoryNotEmptyException) {
            reason = "Directory not empty";
            number = 39;
        } else if (e instanceof java.nio.file.NotDirectoryException) {
            reason = "Not a directory";
            number = 20;
        } else if (e instanceof java.nio.file.AccessDeniedException) {
            reason = "Permission denied";
            number = 13;
        }
        return LuaValue.varargsOf(new LuaValue[] {LuaValue.NIL, LuaText.of(what + reason), LuaValue.valueOf(number)});
    }

    private Varargs attributes(Varargs args, boolean follow) {
        LinkOption[] links = follow ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        LuaTable all;
        try {
            Path file = path(args, "attributes");
            all = table(file, Files.readAttributes(file, BasicFileAttributes.class, links), links);
        } catch (IOException e) {
            String name = LuaText.view(Arguments.string(args, 1, "attributes"));
            return failure("cannot obtain information from file '" + name + "': ", e);
        }
        LuaValue wanted = args.arg(2);
        if (wanted instanceof LuaTable given) {
            for (LuaValue key : all.keys()) {
                given.set(key, all.get(key));
            }
            return given;
        }
        if (wanted.isnil()) {
            return all;
        }
        LuaValue one = all.get(wanted);
        if (one.isnil()) {
            throw Arguments.bad(2, "attributes", "invalid attribute name '" + wanted.tojstring() + "'");
        }
        return one;
    }

    private static LuaTable table(Path file, BasicFileAttributes attributes, LinkOption... links) throws IOException {
        LuaTable table = new Table();
        table.set(
                "mode",
                attributes.isDirectory()
                        ? "directory"
                        : attributes.isRegularFile() ? "file" : attributes.isSymbolicLink() ? "link" : "other");
        table.set("size", LuaValue.valueOf((double) attributes.size()));
        table.set("access", seconds(attributes.lastAccessTime()));
        table.set("modification", seconds(attributes.lastModifiedTime()));
        table.set("change", seconds(attributes.lastModifiedTime()));
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            table.set("change", seconds((FileTime) Files.getAttribute(file, "unix:ctime", links)));
            for (String name : new String[] {"dev", "ino", "nlink", "uid", "gid"}) {
                Number number = (Number) Files.getAttribute(file, "unix:" + name, links);
                table.set(name, LuaValue.valueOf(number.doubleValue()));
            }
            table.set("permissions", PosixFilePermissions.toString(Files.getPosixFilePermissions(file, links)));
        }
        return table;
    }

    private static LuaValue seconds(FileTime time) {
        return LuaValue.valueOf((double) Math.floorDiv(time.toMillis(), 1000L));
    }

    private Varargs dir(Varargs args) {
        List<String> names = new ArrayList<>(List.of(".", ".."));
        String given = LuaText.view(Arguments.string(args, 1, "dir"));
        try (Stream<Path> files = Files.list(path(args, "dir"))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw new LuaError(
                    "cannot open " + given + ": " + failure("", e).arg(2).tojstring());
        }
        Iterator<String> rest = names.iterator();
        LuaTable state = LibraryTable.of()
                .fn("next", "name = dir:next()", "The next name.", ignored -> next(rest))
                .fn("close", "dir:close()", "Ends.", ignored -> {
                    rest.forEachRemaining(name -> {});
                    return LuaValue.NONE;
                })
                .build();
        return LuaValue.varargsOf(NativeFunction.of("dir", ignored -> next(rest)), state);
    }

    private static LuaValue next(Iterator<String> names) {
        return names.hasNext() ? LuaText.utf8(names.next()) : LuaValue.NIL;
    }

    private Varargs touch(Varargs args) {
        try {
            Path file = path(args, "touch");
            Instant now = Instant.ofEpochMilli(worker.options().ticker().currentTimeMillis());
            FileTime access = args.isnil(2) ? FileTime.from(now) : time(args, 2);
            FileTime modification = args.isnil(3) ? access : time(args, 3);
            Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(modification, access, null);
            return LuaValue.TRUE;
        } catch (IOException e) {
            return failure("", e);
        }
    }

    private static FileTime time(Varargs args, int number) {
        return FileTime.fromMillis((long) (Arguments.number(args, number, "touch") * 1000));
    }
}
