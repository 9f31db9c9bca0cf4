"""The merchant of the sandbox under test: its keys, its signature, its calls."""

import hashlib
import hmac
import json
import os
import time

import requests

URL = os.environ["CALYPSO_URL"]
ACCOUNT = os.environ["CALYPSO_ACCOUNT"]
KEY = os.environ["CALYPSO_API_KEY"]
SECRET = os.environ["CALYPSO_SECRET"].encode()


def now():
    """The time as envelopes have it: Unix milliseconds."""
    return int(time.time() * 1000)


def is_signed(path):
    """Tells the merchant API from the sandbox's own."""
    return path.startswith("/api/")


def sign(body):
    """The headers that go with exactly these bytes."""
    return {"Key": KEY, "Sign": hmac.new(SECRET, body, hashlib.sha512).hexdigest()}


def call(path, payload, method="POST"):
    """Calls an operation that must succeed, and returns its answer."""
    envelope = {"account": ACCOUNT, "timestamp": now(), "payload": payload}
    body = json.dumps(envelope).encode()
    headers = {"Content-Type": "application/json", **sign(body)}
    answer = requests.request(method, URL + path, data=body, headers=headers, timeout=10)
    return _json(answer)


def control(path, body):
    """Does something as the world around the merchant."""
    return _json(requests.post(f"{URL}/_sandbox/{path}", json=body, timeout=10))


def look(path):
    """Looks into the books of the sandbox."""
    return _json(requests.get(f"{URL}/_sandbox/{path}", timeout=10))


def _json(answer):
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request.path_url}: {answer.status_code} {answer.text}")
    return answer.json() if answer.content else None
