-- What one line of Lua does, in one line of text: its results, or its error. Addresses are left out.
-- With LuaJIT, a state for each line: for f in *.probes; do while IFS= read -r l; do luajit run.lua "$l"; done < $f > ${f%.probes}.expected; done
local tostring, type, select, pcall, concat = tostring, type, select, pcall, table.concat

local function shown(value)
  local text = tostring(value) or ""
  text = text:gsub("0x%x+", "0x"):gsub("[%c\128-\255\\]", function(c) return ("\\%03d"):format(c:byte()) end)
  return type(value) == "string" and "'" .. text .. "'" or text
end

local function list(...)
  local t = {}
  for i = 1, select("#", ...) do t[i] = shown((select(i, ...))) end
  return concat(t, " | ")
end

local function run(line)
  if line == "" or line:find("^%-%-") then return line end
  local chunk, message = loadstring(line, "=p")
  if not chunk then return "does not compile: " .. message end
  local function outcome(ok, ...)
    return (ok and "" or "error: ") .. list(...)
  end
  return outcome(pcall(chunk))
end

if arg and arg[1] then io.write(run(arg[1]), "\n") end
return run
