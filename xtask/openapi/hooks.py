"""What schemathesis cannot generate: account, time and signature, and objects that exist.

The sandbox refuses whatever is not signed, stale or of a foreign account before it looks at a
payload. So these are put in, and the exact bytes that are about to be sent are signed.
"""

import atexit
import collections
import json
import os

import objects
import requests
import schemathesis
from hypothesis import strategies

import merchant

# How many answers of each status each operation gave.
STATUSES = collections.defaultdict(collections.Counter)

# Which of its requests each operation is at.
NUMBERS = collections.Counter()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Completes a request: most requests name what exists, every third is left as it is."""
    body = case.body
    if not isinstance(body, dict):
        return
    properties = _envelope(context.operation)
    if "timestamp" in properties:
        body["timestamp"] = merchant.now()
    if "account" in properties:
        body["account"] = merchant.ACCOUNT
    number = NUMBERS[case.operation.label]
    NUMBERS[case.operation.label] += 1
    payload = body.get("payload")
    if isinstance(payload, dict) and number % 3 != 2:
        objects.fill(case.operation.label, payload, add_missing=number % 3 == 0)


@schemathesis.hook
def after_call(context, case, response):
    """Counts the answers to requests that were made with the operation's own method."""
    if case.method.upper() == case.operation.method.upper():
        STATUSES[case.operation.label][str(response.status_code)] += 1


@atexit.register
def write_statuses():
    """Leaves the counts where the caller wants them."""
    with open(os.environ["CALYPSO_STATUSES"], "w", encoding="utf-8") as file:
        json.dump(STATUSES, file, indent=1)


def _envelope(operation):
    """The fields of the body that an operation wants."""
    raw = operation.definition.raw
    content = raw.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema", {}).get("properties", {})


class Signed(requests.auth.AuthBase):
    """Signs the bytes as they are about to leave."""

    def __call__(self, request):
        body = request.body or b""
        if isinstance(body, str):
            body = body.encode()
        request.headers.update(merchant.sign(body))
        return request


schemathesis.auth.set_from_requests(Signed())

# Webhooks go to loopback addresses only, and nobody listens at this port.
schemathesis.openapi.format("uri", strategies.just("http://127.0.0.1:9/"))
