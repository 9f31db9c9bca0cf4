"""Signs the requests that schemathesis makes.

The sandbox refuses whatever is not signed, stale or of a foreign account before it looks at a payload. So the account and
the time are put in, and the exact bytes that are about to be sent are signed.
"""

import hashlib
import hmac
import json
import os
import time

import requests
import schemathesis

ACCOUNT = os.environ["CALYPSO_ACCOUNT"]
KEY = os.environ["CALYPSO_API_KEY"]
SECRET = os.environ["CALYPSO_SECRET"].encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts in what no generator can know."""
    if isinstance(case.body, dict):
        case.body["timestamp"] = int(time.time() * 1000)
        if context.operation.path not in ACCOUNTLESS:
            case.body["account"] = ACCOUNT


# These operations concern nobody in particular.
ACCOUNTLESS = {"/api/v1/rate", "/api/v1/rate/fiat", "/api/v1/tariff/extended-fee"}


class Signed(requests.auth.AuthBase):
    """Signs the bytes as they are about to leave."""

    def __call__(self, request):
        body = request.body or b""
        if isinstance(body, str):
            body = body.encode()
        request.headers["Key"] = KEY
        request.headers["Sign"] = hmac.new(SECRET, body, hashlib.sha512).hexdigest()
        return request


schemathesis.auth.set_from_requests(Signed())
