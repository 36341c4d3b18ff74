// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoLibTest {

    @TempDir
    Path directory;

    private final Lua lua = new Lua(WorkerOptions.defaults().withFiles(true));

    private String run(String code) {
        return lua.show("local path = '" + directory.resolve("f.txt") + "'\n" + code);
    }

    @Test
    void file_writtenAndRead_keepsItsBytes() throws IOException {
        assertThat(run("local f = assert(io.open(path, 'wb')) f:write('a\\0\\255', 12, '\\n') f:close()\n"
                        + "local g = io.open(path) local s = g:read('*a') g:close() return #s, s:byte(3)"))
                .isEqualTo("6 | 255");
        assertThat(Files.readAllBytes(directory.resolve("f.txt"))).containsExactly('a', 0, 255, '1', '2', '\n');
    }

    @Test
    void read_byFormats_goesOn() throws IOException {
        Files.writeString(directory.resolve("f.txt"), "line one\n 42 rest\nlast");
        assertThat(run("local f = io.open(path)\n"
                        + "local a = f:read('*l') local n = f:read('*n') local b = f:read(3) local c = f:read('*l')\n"
                        + "local d, e = f:read('*a', '*a') return a, n, b, c, d, e, f:read('*l')"))
                .isEqualTo("line one | 42 |  re | st | last |  | nil");
    }

    @Test
    void lines_endWithTheFile() throws IOException {
        Files.writeString(directory.resolve("f.txt"), "a\n\nb\n");
        assertThat(
                        run(
                                "local t = {} for l in io.lines(path) do t[#t + 1] = '<' .. l .. '>' end return table.concat(t)"))
                .isEqualTo("<a><><b>");
    }

    @Test
    void seekAndAppend_moveAsInC() {
        assertThat(run("local f = io.open(path, 'w+') f:write('hello') f:seek('set', 1) local a = f:read(2)\n"
                        + "f:write('X') local size = f:seek('end') f:close()\n"
                        + "f = io.open(path, 'a') f:write('!') f:close()\n"
                        + "f = io.open(path) return a, size, f:read('*a')"))
                .isEqualTo("el | 5 | helXo!");
    }

    @Test
    void missingFile_isNilAndItsReason() {
        assertThat(run("return io.open('/nonexistent/file')"))
                .isEqualTo("nil | /nonexistent/file: No such file or directory | 2");
        assertThat(run("return pcall(io.lines, '/nonexistent/file')"))
                .isEqualTo("false | bad argument #1 to '?' (/nonexistent/file: No such file or directory)");
    }

    @Test
    void closedFile_cannotBeUsed() {
        assertThat(run("local f = io.open(path, 'w') f:close() return io.type(f), io.type(1), tostring(f),"
                        + " pcall(f.read, f)"))
                .isEqualTo("closed file | nil | file (closed) | false | attempt to use a closed file");
    }

    @Test
    void notAllowed_opensNothing() {
        Lua strict = new Lua();
        assertThat(strict.show("return io.open('/etc/passwd')")).isEqualTo("nil | /etc/passwd: Permission denied | 13");
        assertThat(strict.show("return pcall(os.remove, '/tmp/x')"))
                .isEqualTo("false | 'os.remove' is not allowed by the configuration");
        assertThat(strict.show("return pcall(os.execute, 'true'), pcall(io.popen, 'true'), pcall(os.exit)"))
                .startsWith("false | false | false | ");
        assertThat(strict.show("return os.getenv('PATH')")).isEqualTo("nil");
    }
}
