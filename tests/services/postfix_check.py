"""Proves postfix.sh: a mail given to the private Postfix arrives at a sink, unchanged.

Run by bin/test with the Python that has aiosmtpd; exits 0 when the mail arrived.
"""

import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from aiosmtpd.controller import Controller

SCRIPT = Path(__file__).with_name("postfix.sh")
SECONDS = 20


class Sink:
    """Keeps the envelopes it is given."""

    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 kept"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def mail():
    message = EmailMessage(policy=SMTP)
    message["From"] = "Atiende <soporte@atiende.example>"
    message["To"] = "maria@ceiplapaz.example"
    message["Subject"] = "[#1] La pizarra no enciende"
    message["Message-ID"] = "<postfix-check@atiende.example>"
    message.set_content("La pizarra del aula 12 no enciende.")
    return message


def wait_for(envelopes):
    deadline = time.monotonic() + SECONDS
    while not envelopes and time.monotonic() < deadline:
        time.sleep(0.05)
    return envelopes[0] if envelopes else None


def main():
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), ident="sink")
    controller.start()
    with tempfile.TemporaryDirectory(prefix="atiende-postfix.") as folder:
        # Postfix drops its rights to the user `postfix`, who must still get in.
        Path(folder).chmod(0o755)
        port = free_port()
        try:
            subprocess.run([SCRIPT, "start", folder, str(port), str(controller.port)], check=True)
            with smtplib.SMTP("127.0.0.1", port, timeout=SECONDS) as client:
                client.send_message(mail(), "soporte@atiende.example", ["maria@ceiplapaz.example"])
            arrived = wait_for(sink.envelopes)
            log = Path(folder, "log", "mail.log").read_text(errors="replace")
        finally:
            subprocess.run([SCRIPT, "stop", folder], check=True)
            controller.stop()
    if arrived is None:
        sys.exit(f"No mail reached the sink within {SECONDS} s. Postfix said:\n{log}")
    assert arrived.mail_from == "soporte@atiende.example", arrived.mail_from
    assert arrived.rcpt_tos == ["maria@ceiplapaz.example"], arrived.rcpt_tos
    assert b"Message-ID: <postfix-check@atiende.example>" in arrived.content, arrived.content
    print("A mail went through a private Postfix to its sink.")


if __name__ == "__main__":
    main()
