-- 使用模块
local mymodule = require "mymodule"
mymodule.public_func()
