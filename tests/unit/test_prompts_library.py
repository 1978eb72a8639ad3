import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from office.sheet import FieldName
from prompts.library import Library
from prompts.wording import places

pytestmark = pytest.mark.unit

SHIPPED = Path(__file__).parents[2] / "prompts"


TABLES = Path(__file__).parents[1] / "tables"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change one place of a shipped file, in the owner's folder.

    The rules are those of an owner who copied the file before there were ready sets.
    """
    path = TABLES / "services_of_before.yaml" if file == "services.yaml" else SHIPPED / file
    text = path.read_text()
    assert text.count(old) >= 1
    write(folder, file, text.replace(old, new, 1))


def write(folder: Path, file: str, text: str) -> None:
    path = folder / file
    stamp = path.stat().st_mtime_ns + 1_000_000 if path.exists() else None
    path.write_text(text)
    if stamp:  # two edits within one tick of the file system's clock
        os.utime(path, ns=(stamp, stamp))


def only_problem(library: Library) -> str:
    (problem,) = library.reload()
    return problem.text


def test_shipped_book_has_no_problems() -> None:
    library = Library.open()
    assert library.problems == ()
    assert library.current.business.name == "ABC Plumbing"
    assert library.current.greeting.unknown.startswith("Thanks for calling {business}")


def test_every_field_has_words_to_ask_and_to_read_back() -> None:
    phrases = Library.open().current.phrases
    assert set(phrases.ask) == set(phrases.read_back) == set(FieldName)


def test_sentences_an_older_copy_lacks_are_the_shipped_ones(tmp_path: Path) -> None:
    lines = (SHIPPED / "phrases.yaml").read_text().splitlines()
    older = "\n".join(line for line in lines if "total_plus_tax" not in line)
    write(tmp_path, "phrases.yaml", older.replace("Is that right?", "Is that so?"))
    library = Library.open(tmp_path)
    assert library.problems == ()
    assert "plus tax" in library.current.phrases.price.total_plus_tax
    assert "Is that so?" in library.current.fixed_lines()
    assert "Is that right?" not in library.current.fixed_lines()


def test_fixed_lines_hold_no_open_places_and_name_the_business() -> None:
    lines = Library.open().current.fixed_lines()
    assert all(not places(line) for line in lines)
    assert any(line.startswith("Thanks for calling ABC Plumbing") for line in lines)
    assert "Is that right?" in lines


def test_instructions_for_a_model_are_filled_and_name_no_price() -> None:
    text = Library.open().current.instructions(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))
    assert "Monday, September 14, 2026, 15:15" in text
    assert "Mo-Fr 08:00-17:00" in text
    assert not places(text)
    assert "$" not in text


def test_owner_file_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    edit(tmp_path, "business.yaml", "ABC Plumbing", "JC Plumbing")
    assert Library.open(tmp_path).current.business.name == "JC Plumbing"


def test_edit_is_taken_up_and_changes_the_version(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    before = library.current.version
    edit(tmp_path, "greeting.md", "How can I help you today?", "What can we do for you?")
    assert library.reload() == ()
    assert library.current.greeting.unknown.endswith("What can we do for you?")
    assert library.current.version != before


def test_deleted_owner_file_brings_the_shipped_one_back(tmp_path: Path) -> None:
    edit(tmp_path, "business.yaml", "ABC Plumbing", "JC Plumbing")
    library = Library.open(tmp_path)
    (tmp_path / "business.yaml").unlink()
    library.reload()
    assert library.current.business.name == "ABC Plumbing"


def test_mistake_keeps_the_last_good_version_until_it_is_mended(tmp_path: Path) -> None:
    edit(tmp_path, "business.yaml", "ABC Plumbing", "JC Plumbing")
    library = Library.open(tmp_path)
    edit(tmp_path, "business.yaml", "name: ABC Plumbing", "nam: ABC Plumbing")
    assert len(library.reload()) == 1
    assert library.current.business.name == "JC Plumbing"
    edit(tmp_path, "business.yaml", "ABC Plumbing", "Chen Plumbing")
    assert library.reload() == ()
    assert library.current.business.name == "Chen Plumbing"


def test_broken_file_at_first_start_falls_back_to_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, "services.yaml", "rules: [")
    library = Library.open(tmp_path)
    assert library.current.services.rules == Library.open().current.services.rules
    assert library.problems[0].file == "services.yaml"


def test_unchanged_broken_file_stays_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "services.yaml", "rules: [")
    library = Library.open(tmp_path)
    assert library.reload() == library.reload() != ()


def test_one_broken_file_does_not_hold_back_the_others(tmp_path: Path) -> None:
    write(tmp_path, "services.yaml", "rules: [")
    edit(tmp_path, "business.yaml", "ABC Plumbing", "JC Plumbing")
    assert Library.open(tmp_path).current.business.name == "JC Plumbing"


def test_misspelled_name_is_shown_with_line_and_what_is_allowed(tmp_path: Path) -> None:
    edit(tmp_path, "services.yaml", "minimum_hours: 2", "minimum_hour: 2")
    text = only_problem(Library.open(tmp_path))
    line = (tmp_path / "services.yaml").read_text().splitlines()
    number = next(i for i, content in enumerate(line, 1) if "minimum_hour: 2" in content)
    assert text.startswith(f'services.yaml, line {number}: "minimum_hour" is not known here')
    assert "did you mean minimum_hours?" in text
    assert "item, say, charge, quantity, minimum_hours" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("services.yaml", "charge: flat", "charge: fixed", "'flat', 'hourly', 'each', 'free' or"),
        ("services.yaml", "urgency: urgent}", "urgency: high}", "'routine', 'urgent' or"),
        ("services.yaml", "minimum_hours: 2", "minimum_hours: two", "must be a number"),
        ("services.yaml", "charge: free", "charge: free, minimum_hours: 2", "only allowed with"),
        ("services.yaml", "name: Panel upgrade", "name: Burst pipe", "two rules are called"),
        ("services.yaml", "    trade: plumbing\n", "", '"trade" is missing'),
        ("services.yaml", "rules:\n", "rules: &all\n", ""),
        ("business.yaml", "America/New_York", "Ohio", "write one like America/New_York"),
        ("business.yaml", "Mo-Fr 08:00-17:00", "Mon-Fri 8-5", "write days and times like"),
        ("business.yaml", '"+16145550101"', "5550101", "a US number has ten digits"),
        ("business.yaml", "required: [name,", "required: [nam,", 'cannot be "nam"'),
        ("business.yaml", "[name, phone, service]", "[budget]", "not among the questions"),
        ("business.yaml", "region: US", "region: US\nregion: US", "stands here twice"),
        ("business.yaml", "always\n", "sometimes\n", "'always', 'attested' or 'never'"),
        ("business.yaml", "Columbus, Ohio", "Columbus: Ohio", "needs quotes around it"),
        ("phrases.yaml", "{name}, is that", "{nmae}, is that", "{nmae} is not known here; use"),
        ("phrases.yaml", "{total} as an", "{total!r} as an", "one plain word in braces"),
        ("phrases.yaml", "    name:\n", "    nome:\n", '"nome" cannot be "nome"; allowed are'),
        ("phrases.yaml", "en:\n", "de:\n", '"en" is missing'),
        ("messages.yaml", "{total}.", "{total.", "a brace is not closed"),
        ("greeting.md", "## known\n", "## knwon\n", "did you mean known?"),
        ("persona.md", "{today}", "{now}", "{now} is not known here"),
    ],
)
def test_mistake_names_its_file_and_what_is_allowed(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    edit(tmp_path, file, old, new)
    library = Library.open(tmp_path)
    if not said:  # an anchor alone does no harm; only using it is refused
        assert library.current.services.rules[-1].name == "Kitchen renovation"
        return
    text = only_problem(library)
    assert text.startswith(file)
    assert said in text
    assert "\n" not in text


def test_rules_copied_before_the_first_one_won_are_in_use_with_advice(tmp_path: Path) -> None:
    text = (TABLES / "services_of_before.yaml").read_text()
    write(tmp_path, "services.yaml", text)
    library = Library.open(tmp_path)
    (problem,) = library.problems
    assert len(library.current.services.rules) == 15
    assert (
        text.splitlines()[(problem.line or 0) - 1].strip() == "- name: Commercial electrical panel"
    )
    assert 'can never win: "Panel upgrade" (services.yaml, line ' in problem.text
    assert 'move "Commercial electrical panel" above it' in problem.text


def test_alias_is_refused_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "services.yaml", "a: &x [1]\nb: *x\n")
    text = only_problem(Library.open(tmp_path))
    assert text.startswith("services.yaml, line 2: ")
    assert "aliases are not read" in text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"just words", b"\x07"])
def test_any_broken_file_becomes_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "business.yaml").write_bytes(content)
    text = only_problem(Library.open(tmp_path))
    assert text.startswith("business.yaml")
    assert text.endswith(".")


def test_times_and_yes_in_yaml_stay_what_the_owner_wrote(tmp_path: Path) -> None:
    edit(tmp_path, "business.yaml", "owner: Dave", "owner: yes")
    assert Library.open(tmp_path).current.business.owner == "yes"
