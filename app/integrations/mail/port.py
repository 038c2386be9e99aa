"""What the program asks of mail."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol


class NotNow(Exception):
    """The mail could not be handed over now; a later try may succeed. The message has no secret in it."""


class Away(NotNow):
    """No mail at all can be handed over at the moment: there is no use in trying the next one."""


class Refused(Exception):
    """The recipient's side will never take this mail: trying again is useless."""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, ready to be sent; sent twice with one `message_id`, it is one mail."""

    message_id: str
    recipient: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    locale: str
    written_at: datetime

    def __post_init__(self) -> None:
        for value in (self.message_id, self.recipient, self.subject, self.locale):
            if any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} for each in value):
                raise ValueError("A header of a mail is one line.")

    def mime(self, sender: Address) -> EmailMessage:
        """Return it as mail programs send it: text first, HTML as the better form of the same."""
        mail = EmailMessage(policy=SMTP)
        mail["Message-ID"] = f"<{self.message_id}@{sender.domain}>"
        mail["Date"] = self.written_at
        mail["From"] = sender
        mail["To"] = Address(addr_spec=self.recipient)
        mail["Subject"] = self.subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text)
        mail.add_alternative(self.html, subtype="html")
        # Not by chance: a second copy, after a death, is the same to the letter.
        mail.set_boundary(f"=_{self.message_id}")
        # Last: `set_content` takes away what begins with Content.
        mail["Content-Language"] = self.locale
        return mail


class Mail(Protocol):
    """Hands mails over. It knows nothing of outboxes: it tries once."""

    sender_name: str
    """Who the mails are from, as their footer says it."""

    async def send(self, message: Message) -> None:
        """Hand one mail over, in at most 30 seconds; raises `NotNow`, `Away` or `Refused`."""

    async def greet(self) -> None:
        """See whether mail could be handed over now, without any; raises `Away`."""


class Kept(Protocol):
    """Mail that went nowhere, to look at."""

    def kept(self, recipient: str | None = None) -> list[Message]:
        """Return what is kept, the newest first; with `recipient`, only what went there."""

    def one(self, message_id: str) -> Message | None:
        """Return the mail of this Message-ID, or None."""
