"""Ports: one program has one, and whoever cannot have it is told why in a sentence."""

import asyncio
import errno
import socket
from contextlib import closing

import pytest

from office.ports import PortTaken, free_ports, loopback, take

pytestmark = pytest.mark.wire


def port_of(taken: socket.socket) -> int:
    return int(taken.getsockname()[1])


def test_a_port_taken_twice_is_a_sentence_that_names_the_setting() -> None:
    with closing(take("127.0.0.1", 0, "FRONTDESK_PORT")) as first:
        port = port_of(first)
        with pytest.raises(PortTaken) as caught:
            take("127.0.0.1", port, "FRONTDESK_PORT")
        assert str(caught.value) == (
            f"Port {port} is in use by another program. "
            "Stop it, or choose another with FRONTDESK_PORT."
        )


def test_who_calls_while_the_program_starts_waits_in_line() -> None:
    with (
        closing(take("127.0.0.1", 0, "FRONTDESK_PORT")) as taken,
        socket.create_connection(("127.0.0.1", port_of(taken)), 1) as early,
    ):
        early.sendall(b"ring")
        accepted, _ = taken.accept()
        with closing(accepted):
            assert accepted.recv(4) == b"ring"


def test_a_port_is_free_again_right_after_its_program() -> None:
    with closing(take("127.0.0.1", 0, "FRONTDESK_PORT")) as first:
        port = port_of(first)
        caller = socket.create_connection(("127.0.0.1", port), 1)
        accepted, _ = first.accept()
        # The side that closes first leaves the port waiting for stragglers.
        accepted.close()
        caller.close()
    with closing(take("127.0.0.1", port, "FRONTDESK_PORT")) as second:
        assert port_of(second) == port


def test_an_address_of_another_machine_is_one_sentence() -> None:
    for host in ("192.0.2.1", "2001:db8::1"):
        with pytest.raises(PortTaken, match=rf"^This machine has no address {host}\. .*_HOST"):
            take(host, 0, "FRONTDESK_PORT")


def test_a_port_of_the_system_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be allowed to bind port 80; then the machine must say no."""

    def refuse(_self: socket.socket, _address: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(PortTaken, match=r"^Port 80 is kept for the system\. .* FRONTDESK_PORT\.$"):
        take("127.0.0.1", 80, "FRONTDESK_PORT")


def test_free_ports_are_different_and_can_be_taken() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    for port in ports:
        take("127.0.0.1", port, "FRONTDESK_PORT").close()


async def test_nothing_waits_to_be_sent_to_whoever_was_accepted() -> None:
    """Held back, a frame of sound or the second part of an answer comes up to 40 ms late."""
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def accepted(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = writer.get_extra_info("socket")
        told.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with loopback() as listening:
        port = listening.getsockname()[1]
        async with await asyncio.start_server(accepted, sock=listening):
            _, line = await asyncio.open_connection("127.0.0.1", port)
            assert await told
            line.close()
            await line.wait_closed()
