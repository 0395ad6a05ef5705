"""A mail server (aiosmtpd) that takes letters for sign-in over TLS, and keeps each as a file.

    peer.py FOLDER STARTTLS_PORT TLS_PORT

Letters go to FOLDER/letters/NUMBER.json. What it does with a letter is in the name of its recipient: greylist@ is sent
away the first time, gone@ is unknown, slow@ takes eight seconds to be looked at.
"""

import asyncio
import json
import ssl
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder = Path(sys.argv[1])
letters = folder / "letters"
letters.mkdir(exist_ok=True)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(folder / "server.pem", folder / "server.key")
greylisted = set()


def authenticate(server, session, envelope, mechanism, data):
    known = data.login == b"liiibre" and data.password == "s3cret — café".encode()
    return AuthResult(success=known, handled=False)


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "gone":
            return "550 5.1.1 <%s>: no such user" % address
        if name == "greylist" and envelope.mail_from.split("@")[1] and name not in greylisted:
            greylisted.add(name)
            return "450 4.2.0 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("slow@"):
            (folder / "looking").touch()
            await asyncio.sleep(8)
        taken = {
            "sender": envelope.mail_from,
            "recipient": envelope.rcpt_tos[0],
            "hello": session.host_name,
            "encrypted": session.ssl is not None,
            "message": envelope.content.decode("ascii"),
        }
        number = len(list(letters.iterdir()))
        fresh = folder / "fresh"
        fresh.write_text(json.dumps(taken))
        fresh.rename(letters / f"{number:04}.json")
        return "250 2.0.0 taken"


class Encrypted(Controller):
    """TLS from the first byte."""

    def factory(self):
        return SMTP(self.handler, authenticator=authenticate, auth_required=True, auth_require_tls=False, hostname="localhost")


class Upgraded(Controller):
    """STARTTLS, without which nothing is taken."""

    def factory(self):
        return SMTP(
            self.handler,
            authenticator=authenticate,
            auth_required=True,
            require_starttls=True,
            tls_context=context,
            hostname="localhost",
        )


def main():
    keeper = Keeper()
    upgraded = Upgraded(keeper, hostname="127.0.0.1", port=int(sys.argv[2]))
    encrypted = Encrypted(keeper, hostname="127.0.0.1", port=int(sys.argv[3]), ssl_context=context)
    upgraded.start()
    encrypted.start()
    (folder / "ready").touch()
    while True:
        time.sleep(3600)


main()
