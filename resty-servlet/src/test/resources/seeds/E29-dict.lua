-- 将配置存储在共享字典中
local config = ngx.shared.config
config:set("new_config", json_data)
-- 代码中读取最新配置
local current_config = config:get("new_config")
