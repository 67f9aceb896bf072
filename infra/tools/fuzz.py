"""Teaches the fuzzer of `make test/api` the media types that it does not know."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
class Lines:
    """A JSON value on each line."""

    def as_requests(self, context, payload):
        values = payload if isinstance(payload, list) else [payload]
        return {"data": "\n".join(json.dumps(value) for value in values).encode()}

    as_werkzeug = as_requests
