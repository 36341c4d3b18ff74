local source, functions = ...
prelude = prelude or loadstring(functions, "=prelude")
local chunk, message = loadstring(source, "=p")
if not chunk then return "syntax: " .. message end
setfenv(chunk, setmetatable({}, {__index = _G}))
local function run(out, ...)
  local ok, message = pcall(chunk, ...)
  if not ok then out[#out + 1] = "error: " .. (type(message) == "string" and message or type(message)) end
  return (table.concat(out, "\n"):gsub("%-nan", "nan"):gsub("function: builtin#%d+", "function: 0x0"):gsub("(%a): 0x%x+", "%1: 0x0"))
end
return run(prelude())
