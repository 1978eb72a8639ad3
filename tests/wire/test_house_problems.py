from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


async def test_calls_are_answered_while_quickbooks_cannot_be_reached(wired: Any) -> None:
    problems = [problem.text for problem in await wired.house.tray.problems()]
    assert any("QuickBooks" in text for text in problems)
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)


async def test_mistake_in_the_owners_file_is_shown_and_the_last_good_words_stay(
    wired: Any, tmp_path: Path
) -> None:
    library = wired.house.library
    folder = tmp_path / "prompts"
    folder.mkdir(exist_ok=True)
    before = library.current.business.name
    (folder / "business.yaml").write_text("name: [unclosed\n")
    (problem,) = library.reload()
    assert "business.yaml" in problem.text
    assert library.current.business.name == before
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
    (folder / "business.yaml").unlink()
    assert library.reload() == ()
