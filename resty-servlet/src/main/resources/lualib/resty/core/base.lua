-- SPDX-License-Identifier: Apache-2.0

-- resty.core.base: the part that hands out memory for calls of C, which libraries use for their own ffi code too, and
-- the C types of nginx that they take for declared. The rest is in Java (RestyCore.java).

local _, base = ...

local ffi = require "ffi"

local ffi_new, floor = ffi.new, math.floor

ffi.cdef [[
typedef intptr_t ngx_int_t;
typedef uintptr_t ngx_uint_t;
typedef long time_t;
typedef unsigned char u_char;
typedef struct { size_t len; const unsigned char *data; } ngx_str_t;
typedef struct ngx_http_request_s ngx_http_request_t;
typedef struct { ngx_str_t key; ngx_str_t value; } ngx_http_lua_ffi_table_elt_t;
]]

local bytes      = ffi.typeof("unsigned char[?]")
local one_size   = ffi.typeof("size_t[1]")
local one_string = ffi.typeof("char *[1]")

-- Any address that isn't null: nothing can be read there.
local request = ffi.cast("ngx_http_request_t *", 1)

local outside = { init = true, init_worker = true, timer = true, exit_worker = true }

local capacity = 4096
local buffer, size, message

-- Slot 0 of a table that holds references heads the list of free ones.
local FREE = 0

function base.get_request()
    if not outside[ngx.get_phase()] then
        return request
    end
end

function base.get_errmsg_ptr()
    message = message or ffi_new(one_string)
    return message
end

function base.get_size_ptr()
    size = size or ffi_new(one_size)
    return size
end

function base.get_string_buf_size()
    return capacity
end

function base.set_string_buf_size(bytes_wanted)
    if bytes_wanted > 0 then
        buffer, capacity = nil, floor(bytes_wanted)
    end
end

function base.get_string_buf(wanted, must_alloc)
    if wanted > capacity or must_alloc then
        return ffi_new(bytes, wanted)
    end
    buffer = buffer or ffi_new(bytes, capacity)
    return buffer
end

function base.ref_in_table(references, value)
    if value == nil then
        return -1
    end
    local free = references[FREE]
    if free and free ~= 0 then
        references[FREE] = references[free]
    else
        free = #references + 1
    end
    references[free] = value
    return free
end
