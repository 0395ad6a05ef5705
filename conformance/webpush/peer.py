"""A push service that stands in for a browser vendor's (RFC 8030), on other people's libraries: http-ece opens what it
is sent (RFC 8291), cryptography checks who says to have sent it (RFC 8292). Beside it, the desktop of the browser.

    peer.py FOLDER PORT

`POST /new` makes a subscription: an endpoint of this service, with keys that it keeps. `POST /push/<id>` is that
endpoint. `POST /plan/<id>` says how the next pushes are answered: statuses, each with the seconds to wait. `GET
/got/<id>` lists what came, each with what was wrong with it. `GET /shown` lists what the desktop was shown, and `POST
/click/<number>` clicks on it.
"""

import base64
import json
import os
import re
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

sys.dont_write_bytecode = True
from desktop import Desktop

folder, port = sys.argv[1], int(sys.argv[2])
origin = f"http://127.0.0.1:{port}"
subscriptions = {}
desktop = Desktop()


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def data(words: str) -> bytes:
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


class Subscription:
    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.server_key = None
        self.plan = []
        self.got = []
        self.salts = set()

    def public(self) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)


def vapid(subscription: Subscription, header: str) -> dict:
    """Checks the statement of who sends (RFC 8292, section 2 and 3); answers with what it says."""
    scheme, _, rest = header.partition(" ")
    assert scheme.lower() == "vapid", f"the scheme is {scheme!r}"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(data(head)) == {"typ": "JWT", "alg": "ES256"}, data(head)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data(parts["k"]))
    raw = data(signature)
    assert len(raw) == 64, "a signature of ES256 is 64 bytes long"
    number = int.from_bytes
    encoded = utils.encode_dss_signature(number(raw[:32], "big"), number(raw[32:], "big"))
    try:
        public.verify(encoded, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise AssertionError("the signature does not hold") from error
    said = json.loads(data(claims))
    assert said["aud"] == origin, f"it is for {said['aud']}"
    left = said["exp"] - time.time()
    assert 0 < left <= 24 * 3600, f"it is good for {left} s"
    assert said["sub"].startswith(("https://", "mailto:")), said["sub"]
    if subscription.server_key is not None:
        assert parts["k"] == subscription.server_key, "not the key that the browser was given"
    return said


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status: int, body=None, headers=None):
        content = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self):
        kind, *name = self.path.strip("/").split("/")
        self.answer(200, desktop.shown if kind == "shown" else subscriptions[name[0]].got)

    def do_POST(self):
        parts = self.path.strip("/").split("/")
        body = self.body()
        if parts[0] == "new":
            name, subscription = uuid.uuid4().hex, Subscription()
            subscription.server_key = json.loads(body or b"{}").get("key")
            subscriptions[name] = subscription
            keys = {"p256dh": text(subscription.public()), "auth": text(subscription.auth)}
            return self.answer(201, {"id": name, "endpoint": f"{origin}/push/{name}", "keys": keys})
        if parts[0] == "click":
            desktop.click(int(parts[1]))
            return self.answer(204)
        subscription = subscriptions[parts[1]]
        if parts[0] == "plan":
            subscription.plan = json.loads(body)
            return self.answer(204)
        return self.push(subscription, body)

    def push(self, subscription: Subscription, body: bytes):
        got = {"at": time.time(), "wrong": None, "headers": {k.lower(): v for k, v in self.headers.items()}}
        try:
            got["claims"] = vapid(subscription, self.headers["Authorization"])
            assert self.headers["Content-Encoding"] == "aes128gcm"
            assert int(self.headers["TTL"]) > 0, "it could not wait for a browser that is away"
            assert self.headers["Urgency"] in ("very-low", "low", "normal", "high")
            topic = self.headers.get("Topic")
            assert topic is None or re.fullmatch("[A-Za-z0-9_-]{1,32}", topic), f"the topic is {topic!r}"
            assert len(body) <= 4096, "larger than what every service takes"
            salt = body[:16]
            assert salt not in subscription.salts, "a salt that was used before"
            subscription.salts.add(salt)
            plain = http_ece.decrypt(
                body, private_key=subscription.key, auth_secret=subscription.auth, version="aes128gcm"
            )
            got["plain"] = json.loads(plain)
        except Exception as error:  # whatever is wrong is what the suite wants to know
            got["wrong"] = f"{type(error).__name__}: {error}"
        subscription.got.append(got)
        if got["wrong"]:
            return self.answer(400)
        if subscription.plan:
            status, wait = subscription.plan.pop(0)
            return self.answer(status, headers={"Retry-After": str(wait)} if wait else None)
        return self.answer(201, headers={"Location": f"{origin}/message/{uuid.uuid4().hex}"})


server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
with open(os.path.join(folder, "ready"), "w", encoding="utf8"):
    pass
server.serve_forever()
