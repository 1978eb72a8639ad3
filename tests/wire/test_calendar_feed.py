"""The private feed: for who knows its address, and nobody else."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import pytest
from icalendar import Calendar

from office.sealing import Seal
from office.store import Store
from office.tables import calendar_feeds, visits
from office.values import Address, PersonName, Phone
from office.visits import Technician, Visit, VisitBook, VisitPlan
from tests.conftest import ShownDesk
from tests.visits import at

pytestmark = pytest.mark.wire


def book_of(desk: ShownDesk) -> VisitBook:
    return desk.feed._book


async def booked(desk: ShownDesk, **changes: Any) -> Visit:
    made: dict[str, Any] = {
        "window": at(15, 14, month=12),
        "minutes": 300,
        "name": PersonName("Mike", "Chen"),
        "phone": Phone("+16145550171"),
        "address": Address("12 Oak Street", "", "Columbus", "OH", "43215"),
        "service": "AC not cooling",
    }
    plan = VisitPlan(**{**made, **changes})
    visit = await book_of(desk).book(plan, [Technician("Dave")], key=str(plan.window))
    assert visit is not None
    return visit


async def address(desk: ShownDesk) -> str:
    return f"{desk.address}/calendar/{await desk.feed.secret.current()}.ics"


async def get(where: str, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as http:
        return await http.get(where, headers={k.replace("_", "-"): v for k, v in headers.items()})


async def test_the_feed_shows_every_visit_as_the_owner_needs_it(shown_desk: ShownDesk) -> None:
    visit = await booked(shown_desk)
    answer = await get(await address(shown_desk))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (found,) = Calendar.from_ical(answer.text).walk("VEVENT")
    event: Any = found
    assert str(event["UID"]) == visit.uid
    assert event["SUMMARY"] == "AC not cooling: Mike Chen"
    assert event["LOCATION"] == "12 Oak Street, Columbus, OH 43215"
    assert "(614) 555-0171" in event["DESCRIPTION"]
    assert "Expected Tue Dec 15, 2:00 PM to 4:00 PM" in event["DESCRIPTION"]


async def test_a_cancelled_visit_leaves_the_feed(shown_desk: ShownDesk) -> None:
    await book_of(shown_desk).cancel(await booked(shown_desk))
    answer = await get(await address(shown_desk))
    assert Calendar.from_ical(answer.text).walk("VEVENT") == []


async def an_hour_ago(desk: ShownDesk) -> datetime:
    """All that is in the book was changed then."""
    then = desk.clock.now().replace(microsecond=0) - timedelta(hours=1)
    await desk.store.run(visits.update().values(changed_at=then))
    return then


async def test_an_unchanged_feed_is_not_sent_again(shown_desk: ShownDesk) -> None:
    await booked(shown_desk)
    then = await an_hour_ago(shown_desk)
    where = await address(shown_desk)
    first = await get(where)
    etag = first.headers["etag"]
    changed = first.headers["last-modified"]
    assert parsedate_to_datetime(changed) == then
    assert (await get(where, If_None_Match=etag)).status_code == 304
    assert (await get(where, If_None_Match=f'"other", W/{etag}')).status_code == 304
    assert (await get(where, If_Modified_Since=changed)).status_code == 304
    await booked(shown_desk, window=at(16, 8, month=12))
    again = await get(where, If_None_Match=etag, If_Modified_Since=changed)
    assert again.status_code == 200
    assert again.headers["etag"] != etag


async def test_a_cancelled_visit_is_news_also_to_who_asks_by_date(shown_desk: ShownDesk) -> None:
    visit = await booked(shown_desk)
    await an_hour_ago(shown_desk)
    where = await address(shown_desk)
    changed = (await get(where)).headers["last-modified"]
    await book_of(shown_desk).cancel(visit)
    again = await get(where, If_Modified_Since=changed)
    assert again.status_code == 200
    assert "VEVENT" not in again.text
    assert "last-modified" not in again.headers  # there may be another change in this second


async def test_whoever_does_not_know_the_address_sees_nothing(shown_desk: ShownDesk) -> None:
    await booked(shown_desk)
    for guess in ("", "visits", "x" * 43, "%00", "ümlaut"):
        answer = await get(f"{shown_desk.address}/calendar/{guess}.ics")
        assert answer.status_code == 404
        assert "Mike" not in answer.text


async def test_the_feed_opens_from_outside_and_its_page_does_not(shown_desk: ShownDesk) -> None:
    outside = {"Host": "desk.example.com"}
    assert (await get(await address(shown_desk), **outside)).status_code == 200
    assert (await get(f"{shown_desk.address}/calendar", **outside)).status_code == 403


async def test_a_new_address_closes_the_old_one(shown_desk: ShownDesk) -> None:
    old = await address(shown_desk)
    page = f"{shown_desk.address}/calendar"
    assert old.rpartition("/")[2] in (await get(page)).text
    async with httpx2.AsyncClient(trust_env=False, follow_redirects=True) as http:
        renewed = await http.post(f"{page}/renew", headers={"Sec-Fetch-Site": "same-origin"})
        refused = await http.post(f"{page}/renew", headers={"Sec-Fetch-Site": "cross-site"})
    assert "The feed has a new address." in renewed.text
    assert refused.status_code == 403
    assert (await get(old)).status_code == 404
    (new,) = re.findall(r"<code>(\S+)</code>", renewed.text)
    assert new.partition("/calendar/")[2] == (await address(shown_desk)).partition("/calendar/")[2]
    assert (await get(await address(shown_desk))).status_code == 200


async def test_the_word_is_sealed_in_the_database(shown_desk: ShownDesk) -> None:
    word = await shown_desk.feed.secret.current()
    (row,) = await shown_desk.store.rows(calendar_feeds.select())
    assert word not in str(row)
    assert Seal.of(shown_desk.settings).open(row["sealed"]) == word
    assert await shown_desk.feed.secret.current() == word


async def test_a_lost_key_makes_a_new_address(shown_desk: ShownDesk) -> None:
    old = await shown_desk.feed.secret.current()
    broken = calendar_feeds.update().values(sealed="sealed with another key")
    await shown_desk.store.run(broken)
    assert not await shown_desk.feed.secret.opens(old)
    assert await shown_desk.feed.secret.current() != old


async def test_the_address_is_in_no_log(
    shown_desk: ShownDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even when the feed breaks."""
    where = await address(shown_desk)

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Store, "rows", broken)
    assert (await get(where)).status_code == 500
    said = capsys.readouterr()
    assert "page_failed" in said.out + said.err
    word = where.rpartition("/")[2].removesuffix(".ics")
    assert word not in said.out + said.err
