"""What Schemathesis can't know of Herald. Loaded by SCHEMATHESIS_HOOKS."""

import itertools
import json
import unicodedata

import schemathesis

counter = itertools.count(1)


@schemathesis.hook
def map_headers(context, headers):
    # Generated keys repeat, and a key belongs to one request: each request has its own. Keys that aren't valid are left as they are.
    name = "Idempotency-Key"
    value = (headers or {}).get(name)
    if isinstance(value, str) and 0 < len(value) < 200 and value.isascii() and value.isprintable() and " " not in value:
        headers[name] = f"{value}-{next(counter)}"
    return headers


@schemathesis.hook
def before_call(context, case, kwargs):
    # Each request comes from another address, as a trusted proxy tells: failed authentications are limited for each.
    number = next(counter)
    case.headers = {**(case.headers or {}), "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    return {"data": value.encode("utf-8", "replace") if isinstance(value, str) else json.dumps(value)}


@schemathesis.check
def schema_says_all(ctx, response, case):
    """A request that the document allows is refused only for what no schema can express: an id of nothing or of an erased person, a template that fails."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    # A character that only newer versions of Unicode have may match a pattern here, and not in Node.
    unassigned = lambda error: any(unicodedata.category(character) == "Cn" for character in error["got"])
    errors = [error for error in response.json().get("errors", []) if not unassigned(error)]
    expressible = [error for error in errors if error["code"] not in ("not_accepted", "erased")]
    assert not expressible, f"The document allows what the API refuses: {json.dumps(expressible)}"
