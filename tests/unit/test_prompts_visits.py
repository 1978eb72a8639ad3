"""People and visits in business.yaml: sensible when left out, and mistakes told with their line."""

from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

import pytest

from prompts.agreement import disagreements
from prompts.library import Library
from prompts.schema.rules import VisitNeeds

pytestmark = pytest.mark.unit

SHIPPED = (files("prompts") / "business.yaml").read_text()
START, END = SHIPPED.index("people:\n"), SHIPPED.index("# always:   greet")


def owner_writes(folder: Path, text: str) -> Library:
    """The shipped file with these lines in place of its people and visits."""
    (folder / "business.yaml").write_text(SHIPPED[:START] + text + "\n" + SHIPPED[END:])
    return Library.open(folder)


def test_an_owner_who_writes_nothing_is_alone_and_asked_first(tmp_path: Path) -> None:
    library = owner_writes(tmp_path, "")
    business = library.current.business
    assert library.problems == ()
    assert [person.name for person in business.staff] == [business.owner]
    rules = business.visits
    assert (rules.book, rules.window_minutes, rules.lead_hours) == ("ask_me_first", 120, 3)


def test_everything_an_owner_may_write_is_taken(tmp_path: Path) -> None:
    library = owner_writes(
        tmp_path,
        """people:
  - name: Dave
  - name: Ana
    trades: [plumbing]
    hours: "Tu-Sa 09:00-15:00; PH off"
    away: ["2026-12-24 to 2027-01-02", 2027-03-05]
    a_day: 4
visits:
  book: never
  starts: ["08:00", "13:30"]
  kept_free: "Mo-Fr 15:00-17:00"
  emergency: {lead_minutes: 30, around_the_clock: true}""",
    )
    assert library.problems == ()
    business = library.current.business
    ana = business.people[1]
    assert ana.is_away(date(2026, 12, 31))
    assert ana.is_away(date(2027, 3, 5))
    assert not ana.is_away(date(2027, 1, 3))
    assert ana.hours is not None
    assert not ana.hours.is_open(datetime(2026, 12, 25, 10, tzinfo=UTC))
    assert business.visits.starts == (time(8), time(13, 30))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("people:\n  - name: Dave\n    hours: Mo-Fr 8-5", "write days and times like"),
        ("people:\n  - name: Dave\n    away: [24 Dec]", 'write a day as "2026-12-24"'),
        ("people:\n  - name: Dave\n    away: [2026-02-30]", "no day of the calendar"),
        (
            "people:\n  - name: Dave\n    away: [2026-12-24 to 2026-12-20]",
            "turn the days around",
        ),
        ("people:\n  - name: Dave\n  - name: dave", "give each a name of their own"),
        ("people:\n  - nane: Dave", "did you mean name"),
        ("visits:\n  window_minutes: 50", "write 30, 60, 90 or 120"),
        ('visits:\n  starts: ["8 am"]', 'write one like "08:00"'),
        ('visits:\n  starts: ["08:05"]', 'write one like "08:00" or "08:15"'),
        ("visits:\n  starts: 08:00", "write the times as a list"),
        ("visits:\n  book: sometimes", "allowed are 'by_itself', 'ask_me_first' or 'never'"),
        ("visits:\n  emergency: {lead: 30}", "allowed are lead_minutes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, lines: str, said: str
) -> None:
    (problem,) = owner_writes(tmp_path, lines).problems
    assert problem.file == "business.yaml"
    first = SHIPPED[:START].count("\n") + 1
    assert problem.line is not None
    assert first <= problem.line <= first + lines.count("\n")
    assert said in problem.text


def test_hours_with_a_mistake_leave_the_last_good_ones_in_force(tmp_path: Path) -> None:
    (tmp_path / "business.yaml").write_text(SHIPPED.replace("Mo-Fr 08:00-17:00; Sa", "9 to 5; Sa"))
    library = Library.open(tmp_path)
    (problem,) = library.problems
    assert "write days and times like" in problem.text
    assert library.current.business.hours.text == "Mo-Fr 08:00-17:00; Sa-Su off; PH off"
    (tmp_path / "business.yaml").write_text(SHIPPED)
    assert library.reload() == ()


def test_people_and_trades_that_only_one_file_knows_are_told(tmp_path: Path) -> None:
    people = "people:\n  - name: Dave\n    trades: [plumming]"
    (problem,) = owner_writes(tmp_path, people).problems
    assert problem.text.startswith('business.yaml: "Dave" does "plumming", which is no trade')
    shipped = Library.open().current
    first, *rest = shipped.services.rules
    anna = first.model_copy(update={"visit": VisitNeeds(people=("Anna",))})
    rules = shipped.services.model_copy(update={"rules": (anna, *rest)})
    (other,) = disagreements(shipped.business, rules)
    assert other.file == "services.yaml"
    assert 'sends "Anna", who is not among the people of business.yaml (Dave)' in other.text


def test_a_model_is_told_when_the_business_opens_again() -> None:
    book = Library.open().current
    holiday = datetime(2026, 11, 26, 20, tzinfo=UTC)
    assert "closed now, opens Friday, November 27, 08:00" in book.instructions(holiday)
    assert "open now" in book.instructions(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))
