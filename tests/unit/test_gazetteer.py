"""Streets of the owner's area: found, asked about, unknown or outside; and how they are read."""

import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from agent.street_index.building import build
from office.settings import Settings
from office.values import Address
from prompts.gazetteer import Area, DidYouMean, Found, Gazetteer, OutOfArea, Place, Street, Unknown
from prompts.gazetteer.open_data import StreetsError, gather
from prompts.gazetteer.shelf import sample_streets
from prompts.gazetteer.writing import core, written_street
from prompts.library import Library

pytestmark = pytest.mark.unit

SEED = 20261124
SAMPLE = sample_streets()
AREA = Library.open().area
OPEN_DATA = """LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH
-82.99,39.96,12,OAK ST,,COLUMBUS,,OH,43215,,a1
-82.97,39.98,900,OAK ST,4,COLUMBUS,,OH,43215,,a2
-83.11,40.09,40,N HIGH ST,,WORTHINGTON,,OH,43085,,a3
-83.11,40.09,41,,,WORTHINGTON,,OH,43085,,a4
"""


def address(line1: str, city: str = "", postal: str = "", state: str = "") -> Address:
    return Address(line1, "", city, state or ("OH" if city else ""), postal)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (address("12 Oak Street"), "12 Oak Street, Columbus, OH"),
        (address("9 Cherry Street", "Columbus"), "9 Cherry Street, Columbus, OH 43215"),
        (address("200 Main Street", "Columbus", "43215"), "200 Main Street, Columbus, OH 43215"),
        (address("12A Elm Street"), "12A Elm Street, Columbus, OH 43215"),
        (address("200 Main Street"), "200 Main Street"),
    ],
)
def test_street_that_is_there_is_found_and_what_was_left_out_proposed(
    said: Address, known: str
) -> None:
    found = SAMPLE.check(said, AREA)
    assert isinstance(found, Found)
    assert found.address.display == known


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (address("40 Maypole Avenue", "Columbus"), "40 Maple Avenue"),
        (address("40 Mabel Avenue", "Columbus", "43206"), "40 Maple Avenue"),
        (address("40 Maple Avenue", "Galambas"), "40 Maple Avenue"),
        (address("40 Mable Avenue"), "40 Maple Avenue"),
        (address("31 Colton Avenue", "Columbus"), "31 Kelton Avenue"),
        (address("12 Shiller Street"), "12 Schiller Street"),
        (address("12 Oak Avenue", "Columbus"), "12 Oak Street"),
        (address("800 High Street", "Columbus"), "800 North High Street"),
    ],
)
def test_misheard_street_is_asked_about_and_never_taken(said: Address, meant: str) -> None:
    found = SAMPLE.check(said, AREA)
    assert isinstance(found, DidYouMean)
    assert found.candidates[0].line1 == meant


def test_candidate_that_was_denied_is_not_asked_about_again() -> None:
    said = address("40 Mable Avenue")
    first = SAMPLE.check(said, AREA)
    assert isinstance(first, DidYouMean)
    denied = frozenset(each.display for each in first.candidates)
    assert not isinstance(SAMPLE.check(said, AREA, denied), DidYouMean)


@pytest.mark.parametrize(
    "said",
    [
        address("12 Zzyzx Road", "Columbus"),
        address("12 Oak Street", "Newark"),
        address("12 Foo Street", "Mansfeld"),
    ],
)
def test_street_or_town_nobody_knows_is_unknown_and_not_outside(said: Address) -> None:
    assert isinstance(SAMPLE.check(said, AREA), Unknown)


@pytest.mark.parametrize(
    "said",
    [
        address("100 Main Street", "Mansfield"),
        address("12 Foo Street", "Mansfield"),
        address("12 Oak Street", "Dublin", state="CA"),
    ],
)
def test_known_place_outside_the_area_is_told_apart(said: Address) -> None:
    assert isinstance(SAMPLE.check(said, AREA), OutOfArea)


def test_area_can_be_zips_or_a_circle() -> None:
    zips = Area(zips=frozenset({"43215"}))
    assert zips.holds("Columbus", "43215-1234", None) is True
    assert zips.holds("Columbus", "43001", None) is False
    assert zips.holds("Columbus", "", None) is None
    circle = Area(centre=Place(39.9612, -82.9988), miles=30)
    assert circle.holds("Delaware", "", Place(40.2987, -83.0680)) is True
    assert circle.holds("Cleveland", "", Place(41.4993, -81.6944)) is False
    assert circle.holds("Cleveland", "", None) is None
    assert Area().holds("Anywhere", "00000", None) is None


def test_without_streets_only_the_owners_own_towns_and_zips_tell() -> None:
    nothing = Gazetteer()
    area = Area(towns=frozenset({"columbus"}))
    assert isinstance(nothing.check(address("12 Oak Street", "Columbus"), area), Unknown)
    assert isinstance(nothing.check(address("12 Oak Street"), area), Unknown)


@pytest.mark.parametrize(
    ("written", "name", "own"),
    [
        ("N HIGH ST", "North High Street", "high"),
        ("ST CLAIR AVE", "St. Clair Avenue", "st clair"),
        ("5TH AVE E", "5th Avenue East", "5th"),
        ("MCKINLEY BLVD", "McKinley Boulevard", "mckinley"),
        ("SR 161", "State Route 161", "state route 161"),
        ("Fifth Avenue", "5th Avenue", "5th"),
        ("O'NEIL DR", "O'Neil Drive", "oneil"),
        ("BROADWAY", "Broadway", "broadway"),
    ],
)
def test_shortened_names_are_written_out(written: str, name: str, own: str) -> None:
    assert written_street(written) == name
    assert core(name) == own


def test_open_addresses_are_gathered_by_street(tmp_path: Path) -> None:
    path = tmp_path / "franklin.csv.gz"
    path.write_bytes(gzip.compress(OPEN_DATA.encode()))
    read: list[int] = []
    found = gather([path], read.append)
    assert found.streets == (
        Street("North High Street", "Worthington", "OH", ("43085",), 40, 40, Place(40.09, -83.11)),
        Street("Oak Street", "Columbus", "OH", ("43215",), 12, 900, found.streets[1].place),
    )
    assert (found.rows, found.skipped) == (4, 1)
    assert sum(read) == path.stat().st_size


def test_newer_form_of_open_addresses_is_read(tmp_path: Path) -> None:
    path = tmp_path / "franklin.geojson"
    properties = {"number": "12", "street": "OAK ST", "city": "COLUMBUS", "region": "OH"}
    feature = {
        "type": "Feature",
        "properties": properties | {"postcode": "43215", "unit": ""},
        "geometry": {"type": "Point", "coordinates": [-82.99, 39.96]},
    }
    path.write_text(f"{json.dumps(feature)}\n{json.dumps(feature)}\n")
    place = Place(39.96, -82.99)
    street = Street("Oak Street", "Columbus", "OH", ("43215",), 12, 12, place)
    assert gather([path], lambda _: None).streets == (street,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,city\nOak,Columbus\n", "no column named street"),
        ('{"no": "feature"}\n', "line 1: this is no GeoJSON feature"),
        (b"\xff\xfe\x00", "not a text in UTF-8"),
    ],
)
def test_file_that_is_no_street_data_is_named_with_its_mistake(
    content: str | bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "streets.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(StreetsError, match=said):
        gather([path], lambda _: None)
    with pytest.raises(StreetsError, match="cannot be read"):
        gather([tmp_path / "missing.csv"], lambda _: None)


def test_built_streets_are_taken_up_by_a_running_desk_and_survive_damage(tmp_path: Path) -> None:
    source = tmp_path / "own.csv"
    source.write_text("street,city,state,zip\nHarbor Lane,Columbus,OH,43215\n,Columbus,OH,\n")
    library = Library.open(tmp_path / "prompts")
    assert library.gazetteer.size == SAMPLE.size
    built = build([source], Settings(data=tmp_path), lambda _: None)
    assert (built.streets, built.skipped) == (1, 1)
    assert "Dublin" in built.missing_towns
    library.reload()
    library.wait_for_streets(5)
    assert library.gazetteer.names == ("Harbor Lane",)
    built.path.write_bytes(b"damaged")
    library.reload()
    library.wait_for_streets(5)
    assert "frontdesk streets" in library.problems[0].text
    assert library.gazetteer.names == ("Harbor Lane",)
    built.path.unlink()
    library.reload()
    assert library.problems == ()
    assert library.gazetteer.size == SAMPLE.size


def test_file_without_a_street_builds_nothing(tmp_path: Path) -> None:
    source = tmp_path / "own.csv"
    source.write_text("street,city\n")
    with pytest.raises(StreetsError, match="No street was found"):
        build([source], Settings(data=tmp_path), lambda _: None)


def test_sample_is_gone_with_a_business_of_ones_own(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "prompts" / "business.yaml"
    own = shipped.read_text().replace("ABC Plumbing", "Chen Electric")
    (tmp_path / "business.yaml").write_text(own)
    assert Library.open(tmp_path).gazetteer.size == 0


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("area: {zips: [4321]}", "is no zip"),
        ("area: {zips: 43215}", "as a list"),
        ("area: {town: [Columbus]}", "towns"),
        ("area: {within: {miles: -3, of: {lat: 1, lon: 2}}}", "miles"),
    ],
)
def test_mistake_in_the_area_is_one_sentence(area: str, said: str, tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[2] / "prompts" / "business.yaml").read_text()
    head, rest = shipped.split("area:\n", 1)
    (tmp_path / "business.yaml").write_text(f"{head}{area}\n{rest.split(']', 1)[1]}")
    problems = Library.open(tmp_path).problems
    assert problems
    assert said in problems[0].text


def test_business_written_before_there_were_areas_still_loads(tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[2] / "prompts" / "business.yaml").read_text()
    head, rest = shipped.split("area:\n", 1)
    (tmp_path / "business.yaml").write_text(f"{head}{rest.split(']', 1)[1]}")
    library = Library.open(tmp_path)
    assert library.problems == ()
    assert not library.area.is_named


def test_misheard_streets_are_never_taken_for_others() -> None:
    """Letters of real streets are changed: what comes out is asked about or unknown."""
    dice = random.Random(SEED)  # noqa: S311 - a seeded test
    names = sorted(SAMPLE.names)
    for _ in range(300):
        name = dice.choice(names)
        spot = dice.randrange(len(name) - 7) if len(name) > 8 else 0
        heard = name[:spot] + dice.choice("abdeiklmnoprst") + name[spot + 1 :]
        verdict = SAMPLE.check(address(f"12 {heard}"), Area())
        if isinstance(verdict, Found):
            assert core(verdict.address.line1.partition(" ")[2]) == core(heard), f"seed {SEED}"


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(max_size=12))
@effort(max_examples=150)
def test_no_address_makes_a_look_up_fail(line1: str, city: str) -> None:
    verdict = SAMPLE.check(Address(line1, city=city), AREA)
    assert isinstance(verdict, Found | DidYouMean | Unknown | OutOfArea)
