"""The steps of an entry as scripts of Redis: what `protocol` says, in Lua.

An entry is one hash under one key, so that a script touches one node of a cluster. The clock
is that of Redis.
"""

from __future__ import annotations

from collections.abc import Mapping

from .entry import LOST, TURNED_BACK, Kind
from .protocol import GRACE, SETTLED, Times

FIELDS = (
    "state", "holder", "fingerprint", "action", "began", "lease", "response",
    "request_id", "cause",
)  # fmt: skip

_BEGINNING = """
local key = KEYS[1]
local holder_given, target = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local found = redis.call('HMGET', key, 'state', 'holder', 'lease', 'began', 'cause')
local state, lease, began = found[1], tonumber(found[3] or 0), tonumber(found[4] or 0)
local mine = state and found[2] == holder_given
local is_over = lease <= now or (now + TURNED_BACK < began and began < lease)
local is_held = state == 'claimed' or state == 'sending'
local is_open = is_held or (state == 'uncertain' and found[5] == 'LOST')
local done = false

local function after(seconds)
  return string.format('%.6f', now + seconds)
end
local function renew(reached)
  redis.call('HSET', key, 'state', reached, 'lease', after(LEASE), 'cause', '')
  if now < began then
    redis.call('HSET', key, 'began', after(0))
  end
  done = true
end
local function keep_for(seconds)
  redis.call('PEXPIRE', key, string.format('%.0f', seconds * 1000))
end
local function limit(reached)
  if reached == 'uncertain' then
    redis.call('PERSIST', key)
  elseif reached == 'free' then
    keep_for(GRACE)
  else
    keep_for(EXPIRY)
  end
end
"""

_CLAIM = """
local is_free = state == 'free' or (state == 'claimed' and is_over)
if not state or (not mine and is_free) then
  redis.call('DEL', key)
  redis.call('HSET', key, 'state', target, 'holder', holder_given, 'fingerprint', ARGV[3],
    'action', ARGV[4], 'began', after(0), 'lease', after(LEASE))
  if target == 'claimed' then
    keep_for(EXPIRY)
  end
  done = true
elseif mine and is_open then
  renew(state == 'claimed' and state or 'sending')
elseif state == 'sending' and is_over then
  redis.call('HSET', key, 'state', 'uncertain', 'cause', 'LOST')
end
"""

_BEGIN = """
if mine and is_open then
  renew('sending')
  redis.call('PERSIST', key)
end
"""

_RENEW = """
if mine and is_open then
  renew(state == 'claimed' and state or 'sending')
end
"""

_SETTLE = """
local may = not state or (mine and (is_held or state == 'uncertain'))
if target == 'done' and not may then
  may = mine and (state == 'free' or redis.call('HEXISTS', key, 'response') == 0)
elseif target == 'uncertain' and not may then
  may = mine and state == 'free'
end
if may then
  local begun = redis.call('HGET', key, 'began') or after(0)
  redis.call('DEL', key)
  redis.call('HSET', key, 'state', target, 'holder', holder_given, 'fingerprint', ARGV[3],
    'action', ARGV[4], 'began', begun, 'lease', after(0), 'request_id', ARGV[5],
    'cause', ARGV[6])
  if ARGV[7] then
    redis.call('HSET', key, 'response', ARGV[7])
  end
  limit(target)
  done = true
else
  done = mine and state == target
end
"""

_RESOLVE = """
local may = state == 'uncertain' or (state == 'sending' and is_over)
if holder_given ~= '' and target == 'done' then
  may = mine and (may or state == 'free')
elseif holder_given ~= '' then
  may = mine and state == 'uncertain' and found[5] ~= 'LOST' and lease + SETTLED <= now
end
if may then
  redis.call('HSET', key, 'state', target, 'cause', '')
  limit(target)
  done = true
else
  done = state == target
end
"""

_DONE = """
return done and 1 or 0
"""

_ENTRY = """
return done and 1 or redis.call('HMGET', key, FIELDS)
"""

_BODIES: Mapping[Kind, str] = {
    "claim": _CLAIM + _ENTRY,
    "begin": _BEGIN + _ENTRY,
    "renew": _RENEW + _DONE,
    "settle": _SETTLE + _DONE,
    "resolve": _RESOLVE + _ENTRY,
}


def scripts(times: Times) -> Mapping[Kind, str]:
    """One script for each step, for a ledger of such times.

    Arguments: holder, state, fingerprint, action, request id, cause, and the response if there
    is one. The result is 1 if the step was done; of a claim, a beginning and a person's word
    that were not, it is the entry.
    """
    return {kind: _fill_times(body, times) for kind, body in _BODIES.items()}


def _fill_times(body: str, times: Times) -> str:
    return (
        (_BEGINNING + body)
        .replace("LEASE", repr(times.lease))
        .replace("EXPIRY", repr(times.expiry))
        .replace("GRACE", repr(GRACE))
        .replace("SETTLED", repr(SETTLED))
        .replace("TURNED_BACK", repr(TURNED_BACK))
        .replace("LOST", LOST)
        .replace("FIELDS", ", ".join(f"'{name}'" for name in FIELDS))
    )
