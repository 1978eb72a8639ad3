"""A caller who says nothing: met twice kindly, then parted from with a promise that is a row."""

from typing import Any

import pytest

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


async def test_silent_caller_is_asked_twice_and_parted_from_in_two_steps(wired: Any) -> None:
    async with wired.phone("+16145550171").call() as phone:
        await phone.until(lambda: phone.sounds)
        (answering,) = wired.house.reception._live.values()
        for _ in range(3):
            # What the line's clock does after so many seconds without a word.
            await phone.until_quiet()
            before = len(phone.sounds)
            await answering._idle()
            await phone.until(lambda before=before: len(phone.sounds) > before)
        # The line is put down only after the last words were heard.
        await phone.until(lambda: any(event == "ended" for event, _ in phone.told))
    turns = [
        row["text"]
        for row in await wired.house.journal.turns_so_far(answering.conversation.call)
        if row["who"] == "desk"
    ]
    phrases = wired.house.library.current.phrases
    assert turns[-3:-1] == list(phrases.silence)
    assert turns[-1].endswith(phrases.silence_goodbye)
    kinds = {todo.kind for todo in await wired.house.tray.open_follow_ups()}
    assert "call_back" in kinds
