"""The evaluation's page: whole by itself, readable in light and dark."""

from pathlib import Path
from typing import Any

import pytest

from agent.evaluation.channel.strength import Strength
from agent.evaluation.page import page
from agent.evaluation.parsing import parse_forms
from agent.evaluation.report import Report
from agent.evaluation.run import run_text

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


async def test_page_shows_its_plots_in_light_and_dark(chromium: Any, tmp_path: Path) -> None:
    report = Report("tuning")
    report.add_text(run_text(10, Strength(0.73, 0.85, 0.73, {}, 0)))
    report.add_parsed(parse_forms(50, tick=lambda _done: None))
    place = tmp_path / "page.html"
    place.write_text(page(report.as_json()))
    shown = await chromium.new_page(viewport={"width": 1100, "height": 900})
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    grounds = set()
    for scheme in ("light", "dark"):
        await shown.emulate_media(color_scheme=scheme)
        await shown.goto(place.as_uri())
        grounds.add(await shown.evaluate("getComputedStyle(document.documentElement).background"))
        for plot in await shown.locator("figure").all():
            box = await plot.locator("svg").bounding_box()
            assert box["width"] > 300
            assert box["height"] > 80
        assert await shown.locator("figure").count() >= 4
        assert await shown.evaluate("document.documentElement.scrollWidth") <= 1100
    assert len(grounds) == 2
    assert all(url.startswith("file:") for url in asked)
