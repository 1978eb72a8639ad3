import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from agent.voices import shelf as shelf_module
from agent.voices.client import VoiceError
from agent.voices.shelf import Shelf

pytestmark = pytest.mark.unit


class Reader:
    """Reads aloud the letters of a text, two bytes each, when it is allowed to."""

    voice = "reader"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stopped = 0
        self.failures = 0
        self.may = asyncio.Event()
        self.may.set()

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        self.asked.append(text)
        try:
            await self.may.wait()
            if self.failures:
                self.failures -= 1
                raise VoiceError("The embedded voice is not running.")
            for word in text.split():
                yield word.encode("utf-16-le")
        except GeneratorExit:
            self.stopped += 1
            raise


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def shelf(tmp_path: Path, reader: Reader) -> Shelf:
    return Shelf(tmp_path, reader)


def no_tick() -> None:
    pass


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def heard(shelf: Shelf, text: str) -> bytes:
    return b"".join([piece async for piece in shelf.speak(text)])


async def test_many_askers_at_once_cost_one_rendering(shelf: Shelf, reader: Reader) -> None:
    reader.may.clear()
    askers = [asyncio.create_task(shelf.render("Got it.")) for _ in range(5)]
    await asyncio.sleep(0)
    reader.may.set()

    sounds = await asyncio.gather(*askers)

    assert set(sounds) == {"Gotit.".encode("utf-16-le")}
    assert reader.asked == ["Got it."]


async def test_one_who_leaves_does_not_stop_the_others(shelf: Shelf, reader: Reader) -> None:
    reader.may.clear()
    first = asyncio.create_task(shelf.render("Okay."))
    second = asyncio.create_task(shelf.render("Okay."))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    reader.may.set()

    assert await second == "Okay.".encode("utf-16-le")
    assert reader.asked == ["Okay."]


async def test_fixed_lines_are_read_from_disk_the_next_time(
    shelf: Shelf, reader: Reader, tmp_path: Path
) -> None:
    await shelf.load(["Okay.", "Got it."], no_tick)
    next_reader = Reader()
    next_shelf = Shelf(tmp_path, next_reader)

    await next_shelf.load(["Okay.", "Got it."], no_tick)

    assert next_reader.asked == []
    assert next_shelf.get("Okay.") == shelf.get("Okay.") == "Okay.".encode("utf-16-le")


async def test_an_empty_file_is_rendered_again(
    shelf: Shelf, reader: Reader, tmp_path: Path
) -> None:
    await shelf.load(["Okay."], no_tick)
    (file,) = (tmp_path / "reader").iterdir()
    file.write_bytes(b"")

    await Shelf(tmp_path, reader).load(["Okay."], no_tick)

    assert reader.asked == ["Okay.", "Okay."]
    assert file.read_bytes() == "Okay.".encode("utf-16-le")


async def test_a_callers_words_never_reach_the_disk(shelf: Shelf, tmp_path: Path) -> None:
    await shelf.render("Hi Mike, it's good to hear from you.")

    assert files_under(tmp_path) == []


async def test_a_folder_that_cannot_be_written_costs_nothing_now(
    reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "reader").write_text("a file where the folder should be")
    shelf = Shelf(tmp_path, reader)

    await shelf.load(["Okay."], no_tick)

    assert shelf.get("Okay.") == "Okay.".encode("utf-16-le")


async def test_the_oldest_sentences_make_room_and_the_fixed_ones_stay(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "IN_MEMORY", 3)
    await shelf.load(["One moment, please."], no_tick)
    for name in ("Mike", "Sarah", "Dave", "JC"):
        await shelf.render(f"Hi {name}.")
        shelf.get("Hi Mike.")

    kept = [name for name in ("Mike", "Sarah", "Dave", "JC") if shelf.get(f"Hi {name}.")]

    assert kept == ["Mike", "Dave", "JC"]
    assert shelf.get("One moment, please.")


async def test_a_fixed_line_is_heard_while_the_worker_is_down(shelf: Shelf, reader: Reader) -> None:
    await shelf.load(["Okay."], no_tick)
    reader.failures = 1

    assert await heard(shelf, "Okay.") == "Okay.".encode("utf-16-le")


async def test_an_unknown_line_fails_while_the_worker_is_down(shelf: Shelf, reader: Reader) -> None:
    reader.failures = 1

    with pytest.raises(VoiceError):
        await heard(shelf, "Hi Mike.")


async def test_an_unknown_line_comes_in_pieces_as_it_is_spoken(shelf: Shelf) -> None:
    pieces = [piece.decode("utf-16-le") async for piece in shelf.speak("Hi Mike")]

    assert pieces == ["Hi", "Mike"]


async def test_words_that_are_being_rendered_are_not_rendered_twice(
    shelf: Shelf, reader: Reader
) -> None:
    reader.may.clear()
    ahead = asyncio.create_task(shelf.render("Hi Mike."))
    await asyncio.sleep(0)
    speaking = asyncio.create_task(heard(shelf, "Hi Mike."))
    await asyncio.sleep(0)
    reader.may.set()

    assert await speaking == await ahead
    assert reader.asked == ["Hi Mike."]


async def test_leaving_a_sentence_stops_the_voice(shelf: Shelf, reader: Reader) -> None:
    sentence = shelf.speak("One two three")
    await anext(sentence)

    await sentence.aclose()

    assert reader.stopped == 1


async def test_a_rendering_without_sound_is_a_failure(shelf: Shelf) -> None:
    with pytest.raises(VoiceError, match="no sound"):
        await shelf.render(" ")


async def test_filling_waits_until_the_call_has_spoken(
    shelf: Shelf, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "QUIET_SECONDS", 0.05)
    sentence = shelf.speak("Hi Mike")
    await anext(sentence)
    filling = asyncio.create_task(shelf.fill(["Okay.", "Got it."]))
    await asyncio.sleep(0.1)
    while_speaking = list(reader.asked)

    await sentence.aclose()
    await asyncio.wait_for(filling, 1)

    assert while_speaking == ["Hi Mike"]
    assert reader.asked == ["Hi Mike", "Okay.", "Got it."]


async def test_filling_tries_again_and_leaves_out_what_goes_on_failing(
    shelf: Shelf, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "AGAIN_SECONDS", 0.0)
    reader.failures = shelf_module.TRIES + 1

    await shelf.fill(["Okay.", "Got it."])

    assert reader.asked == ["Okay."] * 3 + ["Got it."] * 2
    assert shelf.get("Okay.") is None
    assert shelf.get("Got it.")


async def test_closing_gives_up_what_is_being_rendered(shelf: Shelf, reader: Reader) -> None:
    reader.may.clear()
    asker = asyncio.create_task(shelf.render("Okay."))
    await asyncio.sleep(0)

    await shelf.close()

    with pytest.raises(asyncio.CancelledError):
        await asker
