"""Looks at letters with other people's programs.

    look.py signed LETTER RECORDS     dkimpy accepts both signatures with the records that were printed
    look.py altered LETTER RECORDS    and none once the letter was altered on the way
    look.py read LETTER               Python's own mail parser reads it as it should be
    look.py report LETTER             prints a delivery report about it, as a mail server would write one
    look.py field LETTER NAME         prints a field of the file
"""

import email
import email.policy
import json
import sys
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import parseaddr

import dkim


def records(path):
    with open(path) as file:
        found = json.load(file)["records"]
    return {record["name"] + ".": record["value"].encode() for record in found}


def signatures(message, known):
    def lookup(name, timeout=5):
        return known.get(name.decode() if isinstance(name, bytes) else name)

    checker = dkim.DKIM(message)
    results = []
    for index in range(message.lower().count(b"dkim-signature:")):
        try:
            results.append(checker.verify(idx=index, dnsfunc=lookup))
        except dkim.DKIMException as error:
            print(error, file=sys.stderr)
            results.append(False)
    return results


def insist(holds, what):
    if not holds:
        sys.exit(f"look: {what}")


def main():
    what, path = sys.argv[1:3]
    with open(path) as file:
        letter = json.load(file)
    # As it travelled.
    message = letter["message"].replace("\r\n", "\n").replace("\n", "\r\n").encode()
    if what == "signed":
        results = signatures(message, records(sys.argv[3]))
        insist(results == [True, True], f"signatures: {results}")
        head = message.split(b"\r\n\r\n")[0]
        insist(b"a=rsa-sha256" in head and b"a=ed25519-sha256" in head, "both algorithms")
    elif what == "altered":
        known = records(sys.argv[3])
        alterations = [
            message.replace(b"\r\nSubject: ", b"\r\nSubject: Re: ", 1),
            message.replace(b"Subject: ", b"Subject: Another\r\nSubject: ", 1),
            b"From: Mallory <mallory@example.org>\r\n" + message,
            b"Reply-To: mallory@example.org\r\n" + message,
            message + b"P.S.\r\n",
        ]
        for altered in alterations:
            insist(altered != message, "nothing was altered")
            results = signatures(altered, known)
            insist(results == [False, False], f"altered, and still believed: {results}")
    elif what == "read":
        read = email.message_from_bytes(message, policy=email.policy.default)
        insist(not read.defects, f"defects: {read.defects}")
        insist(read["Subject"] == "Message d’essai de Conformance", f"subject {read['Subject']!r}")
        insist(parseaddr(str(read["From"])) == ("Conformance", "liiibre@communs.example"), f"from {read['From']}")
        insist(parseaddr(str(read["To"]))[1] == letter["recipient"], f"to {read['To']}")
        insist(read["Auto-Submitted"] == "auto-generated", "Auto-Submitted")
        insist(read["Content-Language"] == "fr", "Content-Language")
        insist(read["Message-ID"].endswith("@communs.example>"), f"Message-ID {read['Message-ID']}")
        insist(read.get_content_type() == "multipart/alternative", read.get_content_type())
        kinds = [part.get_content_type() for part in read.iter_parts()]
        insist(kinds == ["text/plain", "text/html"], str(kinds))
        text, html = (" ".join(part.get_content().split()) for part in read.iter_parts())
        insist("votre boîte le reçoit" in text and "votre boîte le reçoit" in html, "what it says")
        insist(not any(part.defects for part in read.walk()), "defects in a part")
        insist(all(len(line) <= 998 for line in message.split(b"\r\n")), "a line that is too long")
    elif what == "report":
        report = MIMEMultipart("report", report_type="delivery-status")
        report["From"] = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"
        report["To"] = letter["sender"]
        report["Subject"] = "Undelivered Mail Returned to Sender"
        report["Auto-Submitted"] = "auto-replied"
        report.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
        status = MIMEBase("message", "delivery-status")
        groups = [
            "Reporting-MTA: dns; mx.example.org\n\n",
            f"Final-Recipient: rfc822; {letter['recipient']}\nAction: failed\nStatus: 5.1.1\n"
            "Remote-MTA: dns; mx.example.org\nDiagnostic-Code: smtp; 550 5.1.1\n  user unknown\n\n",
        ]
        status.set_payload([email.message_from_string(group) for group in groups])
        report.attach(status)
        original = MIMEBase("message", "rfc822")
        original.attach(email.message_from_bytes(message))
        report.attach(original)
        sys.stdout.write(report.as_string())
    elif what == "field":
        print(letter[sys.argv[3]])


main()
