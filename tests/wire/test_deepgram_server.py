import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent.embedded.deepgram import KEY, DeepgramServer
from agent.voices.instant import tone

pytestmark = pytest.mark.wire

LISTEN = "/v1/listen?model=nova-3&encoding=linear16&sample_rate=8000&interim_results=true"
SPEAK = "/v1/speak?model=aura-2-thalia-en&encoding=linear16&sample_rate=8000"


@pytest_asyncio.fixture
async def deepgram() -> AsyncIterator[DeepgramServer]:
    words = iter(["my AC is not cooling", "yes please"])
    async with DeepgramServer(lambda: next(words), idle_seconds=0.5) as server:
        yield server


def dial(server: DeepgramServer, path: str, key: str = KEY) -> connect:
    url = server.url.replace("http", "ws") + path
    return connect(url, additional_headers={"Authorization": f"Token {key}"})


async def tell(line: ClientConnection, **message: str) -> None:
    await line.send(json.dumps(message))


async def told(line: ClientConnection) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await line.recv())
    return answer


def transcript(message: dict[str, Any]) -> str:
    return str(message["channel"]["alternatives"][0]["transcript"])


async def sound_until_flushed(line: ClientConnection) -> bytes:
    """The sound until `Flushed`, or until the line breaks."""
    sound = b""
    with contextlib.suppress(ConnectionClosed):
        while isinstance(message := await line.recv(), bytes):
            sound += message
        assert json.loads(message)["type"] == "Flushed"
    return sound


async def test_speech_gives_interim_words_and_finalize_all_of_them(
    deepgram: DeepgramServer,
) -> None:
    async with dial(deepgram, LISTEN) as line:
        await line.send(tone(0.4))
        early = await told(line)
        await tell(line, type="Finalize")
        final = await told(line)

    assert (early["is_final"], transcript(early)) == (False, "my AC")
    assert (final["is_final"], final["from_finalize"]) == (True, True)
    assert transcript(final) == "my AC is not cooling"


async def test_silence_uses_no_words_up(deepgram: DeepgramServer) -> None:
    async with dial(deepgram, LISTEN) as line:
        await line.send(bytes(8000))
        await tell(line, type="Finalize")
        nothing = await told(line)
        await line.send(tone(0.1))
        await tell(line, type="Finalize")

        assert (transcript(nothing), transcript(await told(line))) == ("", "my AC is not cooling")


async def test_closing_the_stream_is_answered_with_metadata(deepgram: DeepgramServer) -> None:
    async with dial(deepgram, LISTEN) as line:
        await tell(line, type="CloseStream")

        assert (await told(line))["type"] == "Metadata"
        with pytest.raises(ConnectionClosed):
            await line.recv()


async def test_a_quiet_line_is_hung_up_unless_it_is_kept_alive(deepgram: DeepgramServer) -> None:
    async with dial(deepgram, LISTEN) as line:
        for _ in range(3):
            await asyncio.sleep(0.3)
            await tell(line, type="KeepAlive")
        await tell(line, type="Finalize")
        assert (await told(line))["type"] == "Results"

        with pytest.raises(ConnectionClosed, match="NET-0001"):
            await line.recv()


async def test_what_was_spoken_to_it_comes_back_as_sound_and_flushed(
    deepgram: DeepgramServer,
) -> None:
    async with dial(deepgram, SPEAK) as line:
        first = await told(line)
        await tell(line, type="Speak", text="One moment, ")
        await tell(line, type="Speak", text="please.")
        await tell(line, type="Flush")
        sound = await sound_until_flushed(line)

    assert first["type"] == "Metadata"
    assert sound == tone(0.18)
    assert deepgram.spoken == ["One moment, please."]


async def test_clear_forgets_what_was_not_flushed(deepgram: DeepgramServer) -> None:
    async with dial(deepgram, SPEAK) as line:
        await told(line)
        await tell(line, type="Speak", text="Never mind.")
        await tell(line, type="Clear")
        cleared = await told(line)
        await tell(line, type="Flush")
        await told(line)

    assert cleared["type"] == "Cleared"
    assert deepgram.spoken == [""]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/v1/listen?model=nova-3&encoding=opus-ish&sample_rate=8000", "encoding"),
        ("/v1/listen?model=nova-3&encoding=linear16&sample_rate=7999", "sample_rate"),
        ("/v1/listen?model=nova-3&encoding=linear16", "Missing query parameter: sample_rate"),
        (f"{LISTEN}&interim_result=true", "Unknown query parameter: interim_result"),
        (f"{SPEAK}&language=en", "Unknown query parameter: language"),
        ("/v2/listen?model=flux", "No such endpoint"),
        ("/v1/speak", "Missing query parameter: encoding"),
    ],
)
async def test_a_wrong_question_is_refused_with_the_reason(
    deepgram: DeepgramServer, path: str, reason: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with dial(deepgram, path):
            pass

    assert refused.value.response.status_code == 400
    assert reason in refused.value.response.headers["dg-error"]


async def test_a_wrong_key_is_refused(deepgram: DeepgramServer) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with dial(deepgram, SPEAK, key="wrong"):
            pass

    assert refused.value.response.status_code == 401


async def test_a_dropped_line_ends_in_the_middle_of_the_sound(deepgram: DeepgramServer) -> None:
    deepgram.fault = "drop"
    async with dial(deepgram, SPEAK) as line:
        await told(line)
        await tell(line, type="Speak", text="This sentence will never be heard to its end.")
        await tell(line, type="Flush")
        received = await sound_until_flushed(line)

    assert len(received) < len(tone(0.54))
    assert line.close_code == 1006
