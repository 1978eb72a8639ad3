"""The embedded mailbox on a port: SMTP as a mail server speaks it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP

from office.mail.mailbox.box import Mailbox
from office.ports import take
from office.settings import Settings

LARGEST = 10 * 1024**2


def door(settings: Settings) -> socket.socket | None:
    """The port of the mailbox, or nothing where a real mail server is used.

    Raises:
        PortTaken: somebody else has it.
    """
    if not settings.embedded_mail:
        return None
    return take("127.0.0.1", settings.mailbox_port, "FRONTDESK_MAILBOX_PORT")


@asynccontextmanager
async def receiving(
    box: Mailbox,
    port: socket.socket,
    *,
    login: bool = False,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[None]:
    """Take e-mails for as long as the block runs.

    Args:
        box: where they go.
        port: a socket that listens already.
        login: whether a login is needed, which goes over a safe connection only.
        starttls: the certificate of a connection that is made safe after it began.
        tls: the certificate of one that is safe from the beginning.
    """
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
            box,
            hostname="mailbox.test",
            ident="Frontdesk embedded mailbox",
            data_size_limit=LARGEST,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=login,
            auth_require_tls=starttls is not None,
            authenticator=box.authenticate if login else None,
            loop=loop,
        )

    server = await loop.create_server(session, sock=port, ssl=tls)
    try:
        yield
    finally:
        server.close()
