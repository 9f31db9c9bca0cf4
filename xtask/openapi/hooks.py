"""What schemathesis cannot generate: account, time and signature, and objects that exist.

The merchant API refuses whatever is not signed, stale or of a foreign account before it looks at a
payload. So these are put in, and the exact bytes that are about to be sent are signed.
"""

import atexit
import collections
import json
import os

import merchant
import objects
import payloads
import requests
import schemathesis
from hypothesis import strategies

# How many answers of each status each operation gave.
STATUSES = collections.defaultdict(collections.Counter)

# Which of its requests each operation is at.
NUMBERS = collections.Counter()


# What is thrown away as a whole is put back, for all else that is asked of it.
RESET = "POST /_sandbox/reset"
KEPT = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Completes a request: most requests name what exists, every third is left as it is."""
    operation, body = case.operation.label, case.body
    if operation == RESET:
        KEPT["state"] = objects.state()
    number = NUMBERS[operation]
    NUMBERS[operation] += 1
    fills, add_missing = number % 3 != 2, number % 3 == 0
    if fills and case.path_parameters:
        payloads.fill_path(operation, case.path_parameters)
    if not isinstance(body, dict):
        return
    if not merchant.is_signed(case.path):
        payload = body
    else:
        properties = _envelope(context.operation)
        if "timestamp" in properties:
            body["timestamp"] = merchant.now()
        if "account" in properties:
            body["account"] = merchant.ACCOUNT
        payload = body.get("payload")
    if isinstance(payload, dict):
        if fills:
            payloads.fill(operation, payload, add_missing)
        payloads.protect(operation, payload)


@schemathesis.hook
def after_call(context, case, response):
    """Counts the answers to requests that were made with the operation's own method."""
    if case.operation.label == RESET:
        merchant.control("snapshot", KEPT)
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
        if not merchant.is_signed(request.path_url):
            return request
        body = request.body or b""
        if isinstance(body, str):
            body = body.encode()
        request.headers.update(merchant.sign(body))
        return request


schemathesis.auth.set_from_requests(Signed())

# Amounts of the control API, none so large that another finds no room beside it.
DECIMALS = strategies.decimals(min_value=0, max_value=1000, places=4).map(str)
schemathesis.openapi.format("decimal", DECIMALS)

# Webhooks go to loopback addresses only, and nobody listens at this port.
schemathesis.openapi.format("uri", strategies.just("http://127.0.0.1:9/"))
