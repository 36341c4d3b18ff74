-- Stands in for JWT: "good" is a valid token of alice.
local _M = {}

function _M.verify(_, secret, token)
    if token == "good" and secret == "my-secret-key-from-env" then
        return { verified = true, payload = { sub = "alice", role = "user" } }
    end
    return { verified = false, reason = "signature mismatch" }
end

return _M
