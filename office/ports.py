"""Ports of this machine: taken before anything else starts, so that a clash is one sentence."""

import contextlib
import socket


class PortTaken(Exception):
    """Another program uses the port; the message says which setting to change."""


def take(host: str, port: int, setting: str) -> socket.socket:
    """Bind a port.

    Raises:
        PortTaken: somebody else has it.
    """
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise PortTaken(
            f"Port {port} is in use by another program. Stop it, or choose another with {setting}."
        ) from error
    return taken


def free_ports(count: int) -> list[int]:
    """Ports nobody uses at the moment, all different."""
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in taken]
