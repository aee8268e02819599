"""Names that the runtime's modules lack where a vendored copy leaves out a feature."""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.python.vendoring.specialize import GONE

ABSENT: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "bulk": {
        "clients": {"_bulk": GONE, "_hurried": GONE},
        "clients.types": {"BulkProgress": GONE},
    },
    "asked": {"calls": {"asked": "None"}},
    "attempts": {
        "attempt": {
            "__getstate__": GONE, "__repr__": GONE, "address": "None", "began": GONE,
            "bytes_written": "None", "connected": "None", "ended": "None",
        },
        "calls.attempts": {"attempt_log": GONE, "ended": "None"},
        "errors": {"attempt_log": GONE},
        "transport.asynchronous": {"connected": "None"},
        "transport.synchronous.connection": {
            "__repr__": GONE, "address": "None", "bytes_written": "None", "connected": "None",
        },
        "transport.synchronous.routes": {
            "_peer_text": GONE, "address": "None", "connected": "None",
        },
    },
    "begun": {"clients": {"begun": "None"}},
    "booleans": {"serialization.scalar_decoders": {"_boolean": GONE}},
    "compiled": {
        "model": {"constraints": GONE},
        "serialization.fields": {"constraints": GONE},
        "serialization.conversion": {
            "_made": GONE, "if_asked_before": GONE, "second_time": GONE,
        },
        "serialization.decoder": {
            "_compiled": GONE, "_compiled_before": GONE, "_reading_step": GONE,
            "compiled": "None",
        },
        "serialization.encoder": {"_compiled": GONE, "compiled": "None"},
    },
    "compression": {
        "transport.asynchronous": {"expand": "None"},
        "transport.synchronous": {"expand": "None"},
    },
    "connections": {
        "calls": {
            "backup": "None", "backup_endpoint": "None", "goes_elsewhere": "None",
        },
        "clients": {
            "backup_endpoint": "None", "ca_file": "None", "client_cert": "None", "proxy": "None",
            "session": "None",
        },
        "clients.base": {"transport": "None"},
        "clients.options": {"transport": "None"},
        "transport": {"advice": GONE, "advice()": "None", "told": "None"},
        "clients.types": {"ClientCert": GONE},
        "transport.base": {
            "ca_file": "None", "client_cert": "None", "proxy": "None",
            "session": "None",
        },
        "transport.asynchronous": {
            "ClientHttpProxyError": GONE, "ClientProxyConnectionError": GONE,
        },
        "transport.asynchronous.body": {"_proxy": "None", "proxy": "None"},
        "transport.asynchronous.transport": {
            "_headers": GONE, "_headers()": "request.headers", "_tls": "True",
            ".ca_file": "None", ".client_cert": "None", ".session": "None",
            "_for_a_request": GONE, "_given": "None", "forwards": "False",
            "proxy": "None", "proxy_headers": GONE, "refused": GONE,
        },
        "transport.synchronous.connection": {"extra_headers": "None"},
        "transport.synchronous.routes": {
            "_proxy": "None", "extra_headers": GONE, "forwards": "False", "proxy": "None",
        },
        "transport.synchronous.transport": {
            "extra_headers": GONE, ".ca_file": "None", ".client_cert": "None", ".session": "None",
            "forwards": "False", "proxy": "None",
        },
    },
    "converter": {
        "model": {
            "__get_pydantic_core_schema__": GONE,
            "__get_pydantic_json_schema__": GONE,
        },
        "serialization": {
            "_after": GONE, "own": "None", "reading_hook": GONE,
            "reading_hook()": "None", "writing_hook": GONE, "writing_hook()": "None",
        },
    },
    "credentials": {
        "calls.attempts": {"_renewed": "False"},
        "clients": {
            "AnyCredential": "Credential", "CredentialProvider": GONE, "Source": GONE,
            "_close_keepers": GONE,
            "_keep": GONE, "_keeper": GONE, "_keepers": GONE, "_make_keeper": GONE,
            "_renews()": "False",
        },
    },
    "url_encoded": {
        "serialization.decoder": {"url_encoded": "False"},
        "serialization.fields": {"url_encoded": GONE},
        "serialization.strict_decoder": {"url_encoded": "False"},
        "serialization.scalars": {"_url_encoded": GONE, "url_encoded": "False"},
    },
    "dates": {
        "serialization.shapes": {"_DATES": GONE},
        "model": {"format": "None"},
        "serialization.fields": {"format": "None"},
        "serialization.scalar_decoders": {"_date": GONE, "_datetime": GONE},
        "serialization.scalars": {"_date": GONE, "_datetime": GONE},
    },
    "domain": {
        "calls": {"signing_name": "None"},
        "clients": {
            "_own_endpoint": GONE, "own_domain": "None", "signing_name": GONE,
        },
    },
    "forms": {
        "calls": {
            "_special": "False", "attempts_of_stream": GONE, "check_signing": GONE,
            "form": "None", "http_method": "'POST'", "is_event_stream()": "False",
            "open_stream": "None", "signature": "'TC3-HMAC-SHA256'",
            "special": "False", "stream_rest": "None", "streams": "False",
            "unsigned_payload": "False",
        },
        "calls.core": {"method": GONE, "query": GONE},
        "signing.tc3": {"method": "'POST'", "query": "''"},
        "clients": {
            "http_method": GONE, "signature": GONE, "stream": GONE,
            "unsigned_payload": GONE,
        },
        "bulk.row_encoder": {"as_query": "False"},
        "serialization.fields": {"header": GONE},
        "model": {
            "form": GONE, "header": GONE, "special": GONE, "streams": GONE,
        },
        "clients.types": {
            "AsyncEventStream": GONE, "EventStream": GONE, "HttpMethod": GONE,
            "SignatureMethod": GONE,
        },
        "transport": {
            "is_stream()": "False", "query": "''", "stream_rest": "None",
            "streams": "False",
        },
    },
    "gateway": {
        "calls.headers": {".headers": "None"},
        "calls.settings": {"headers": GONE},
        "calls.v1_requests": {".headers": "None"},
        "clients.base": {"domain": "None", "headers": "None", "request_client": "None"},
        "clients.options": {
            "_headers": GONE, "_request_client": GONE, "domain": "None",
            "endpoint_in_domain": GONE, "headers": "None", "request_client": "None",
        },
    },
    "hooks": {
        "calls": {
            "_hooks": GONE, "hooks": "()", "interceptors": GONE, "retrying": GONE,
            "watch": GONE,
        },
        "clients": {
            "AnyInterceptor": "Any", "_interceptor_kinds": GONE, "interceptors": GONE,
            "retrying": GONE, "watch": "None",
        },
        "clients.sync_client": {"Interceptor": "Any"},
    },
    "elsewhere": {"calls.core": {"elsewhere": "None"}},
    "error_members": {"calls.responses": {"has_member": GONE, "has_member()": "False"}},
    "floats": {"serialization.scalar_decoders": {"_float": GONE}},
    "hosts": {
        "calls": {"own_endpoint": "None", "own_host": "None"},
        "endpoints": {"given": "False"},
        "model": {"host": "None"},
    },
    "keep_bytes": {
        "calls": {"keep_bytes": "False"},
        "serialization": {"keep_bytes": "False"},
        "serialization.scalars": {"raw_bytes": GONE},
    },
    "ledger": {
        "bulk.run": {"busy_codes": GONE, "key_of_chunk": GONE, "once": "None"},
        "calls.call": {"once": GONE},
        "calls.settings": {"Once": GONE, "ledger": GONE, "once": GONE},
        "clients.async_client": {"_refuse_once": GONE, "once": "None"},
        "clients.base": {
            "_refuse_once": GONE, "_with_key_of_chunk": GONE, "ledger": GONE, "once": GONE,
            "once_wait": GONE,
        },
        "clients.options": {
            "_once": GONE, "check_ledger": GONE, "harmless": GONE, "ledger": GONE,
            "once": GONE, "once_wait": GONE,
        },
        "clients.sync_client": {"_refuse_once": GONE, "once": "None"},
        "model": {"Check": GONE, "check": GONE, "replayed": GONE},
        "clients.types": {"Ledger": GONE},
    },
    "nulls": {
        "model": {"nullable": "False"},
        "serialization": {"NULL": GONE, "Null": GONE, "nullable": "False"},
    },
    "options": {
        "clients": {"_changed": GONE, "_parent": "None", "with_options": GONE},
        "clients.options": {"changed": GONE},
    },
    "orjson": {
        "calls": {"checked": "False"},
        "serialization.json_codec": {
            "_Later": GONE, "_load": GONE, "fast": "None", "orjson": GONE,
        },
    },
    "outcomes": {
        "bulk": {
            "RefusedItem": GONE, "RefusedItems": GONE, "_refused": GONE,
            "raise_for": GONE, "raise_for_refused": GONE, "refused": GONE,
            "refused_count": GONE,
        },
        "paging": {
            "page_response": GONE, "RefusedItem": GONE, "RefusedItems": GONE,
            "raise_for": GONE, "raise_for_refused": GONE, "refused": GONE,
            "refused_count": GONE,
        },
    },
    "pages": {
        "clients": {"pages": GONE, "paginate": GONE},
        "model": {"Pages": GONE, "pages": GONE},
        "clients.types": {"AsyncPager": GONE, "Pager": GONE},
    },
    "rate": {
        "calls": {"rate_limiter": "None"},
        "calls.attempts": {"failed": "None"},
        "clients": {"rate_limiter": "None", "check_rate_limiter": GONE},
        "clients.types": {"RateLimiter": GONE},
    },
    "rates": {
        "calls": {"rate_limit": "None"},
        "clients.once": {"rate_limit": GONE},
        "ledger.check": {"rate_limit": GONE},
        "model": {"rate_limit": "None"},
    },
    "reads_bytes": {"serialization.scalar_decoders": {"_bytes": GONE}},
    "reads_json": {"serialization.scalar_decoders": {"_json": GONE}},
    "sensitive": {
        "hooks": {"sensitive": "False"},
        "model": {"_hidden_text": GONE, "sensitive": "False"},
        "serialization": {"sensitive": "False"},
    },
    "shared_state": {"calls.core": {"shared": "None"}, "clients": {"shared": "None"}},
    "shared_transports": {"clients": {"_owns_transport": "True"}},
    "tokens": {
        "bulk": {"fill_token": GONE},
        "calls": {"fill_token()": "info.repeatable"}, "model": {"client_token": "None"},
    },
    "unsigned": {
        "calls": {"unsigned": "False"}, "clients": {"unsigned": "False"},
        "model": {"unsigned": "False"},
    },
    "waiters": {"clients": {"_wait": GONE}},
    "wire": {
        "auth": {"validate": "True"},
        "bulk": {"checks": "'all'", "validate": "True"},
        "calls": {"validate": "True"},
        "clients": {"validate": "True"},
        "model": {"from_json": GONE, "to_dict": GONE, "to_json": GONE},
        "serialization": {"validate": "True"},
        "serialization.conversion": {"Checks": GONE, "strict_readers": GONE},
        "serialization.encoder": {
            "Checks": GONE, "checks": "'all'", "checks_of": GONE, "key": "cls",
            "listed": "True",
        },
        "serialization.scalar_decoders": {"strict": "False"},
        "serialization.scalars": {"listed": "True"},
    },
}  # fmt: skip
"""By feature and room of the runtime: the names that are not there without the feature, and the
expressions that stand for them, see `specialize`. Options of a client are among them: they
disappear from its signature, and from all that asks for them.
"""
