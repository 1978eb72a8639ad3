"""Ports of this machine: taken before anything else starts, so that a clash is one sentence."""

import contextlib
import errno
import socket

_WAITING_AT_MOST = 128


class PortTaken(Exception):
    """The port cannot be had; the message says why and which setting to change."""


def take(host: str, port: int, setting: str) -> socket.socket:
    """Take a port and listen on it: who calls while the program still starts waits.

    Listening is what makes it ours; two programs may be bound to a port that nobody listens on.

    Raises:
        PortTaken: somebody else has it, or it is not for us.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as stack:
        try:
            taken = stack.enter_context(_socket(family))
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((host, port))
            taken.listen(_WAITING_AT_MOST)
        except OSError as error:
            raise PortTaken(_why(error, host, port, setting)) from error
        stack.pop_all()
    return taken


def _why(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program. Stop it, or choose another with {setting}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system. Choose one above 1023 with {setting}."
    return (
        f"This machine has no address {host}. "
        "Choose one it has with FRONTDESK_HOST, such as 127.0.0.1 or 0.0.0.0."
    )


def loopback(port: int = 0) -> socket.socket:
    """A socket that listens on this machine alone; 0 takes any free port."""
    return take("127.0.0.1", port, "another port")


def _socket(family: int) -> socket.socket:
    """A socket by the name of its protocol.

    Only such a one gets TCP_NODELAY from asyncio for whom it accepts. Without it an answer in two
    parts, or a frame of sound, waits up to 40 ms for the other side's delayed acknowledgement.
    """
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)


def free_ports(count: int) -> list[int]:
    """Ports nobody uses at the moment, all different."""
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in taken]
