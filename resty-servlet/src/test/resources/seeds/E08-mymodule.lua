-- mymodule.lua
local _M = {}
local function private_func()
return "private"
end
function _M.public_func()
return "public: " .. private_func()
end
return _M
