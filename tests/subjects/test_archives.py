from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from quorum.subjects.archives import unpack
from quorum.subjects.errors import ImportInvalid


def packed(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "upload.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def unpacked(archive: Path, *, byte_limit: int = 1_000_000, file_limit: int = 10) -> Path:
    target = archive.parent / "unpacked" / "upload"
    unpack(archive=archive, target=target, byte_limit=byte_limit, file_limit=file_limit, beat=lambda: None)
    return target


def refusal(archive: Path, **limits: int) -> str:
    with pytest.raises(ImportInvalid) as refused:
        unpacked(archive, **limits)
    assert list((archive.parent / "unpacked").iterdir()) == []
    return refused.value.code


def test_files_come_out_in_their_folders_without_what_systems_add(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("train/a_green.png", b"1"), ("train.csv", b"2"), ("__MACOSX/._x", b"3"))
    target = unpacked(archive)
    assert sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()) == [
        "train.csv",
        "train/a_green.png",
    ]


@pytest.mark.parametrize(
    "name", ["../outside.png", "/etc/outside.png", "a/../../b.png", "..\\b.png", "C:b.png"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert refusal(packed(tmp_path, ("good.png", b"1"), (name, b"2"))) == "archive_invalid"
    assert not (tmp_path / "outside.png").exists()


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(packed(tmp_path, (link, b"/etc/passwd"))) == "archive_invalid"


def test_a_bomb_stops_at_the_limit_whatever_its_header_says(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("bomb.png", bytes(50_000_000)))
    assert archive.stat().st_size < 100_000
    assert refusal(archive) == "archive_too_large"


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path, *((f"{number}.png", b"") for number in range(11)))
    assert refusal(archive) == "archive_too_large"


def test_damage_is_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("a.png", b"some content that is long enough" * 10))
    content = bytearray(archive.read_bytes())
    content[45] ^= 0xFF
    archive.write_bytes(content)
    assert refusal(archive) == "archive_invalid"
    archive.write_bytes(b"no zip at all")
    assert refusal(archive) == "archive_invalid"


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_at_any_place_is_refused_or_harmless(tmp_path: Path, packing: int) -> None:
    archive = tmp_path / "upload.zip"
    with zipfile.ZipFile(archive, "w", packing) as file:
        file.writestr("a.png", bytes(range(40)) * 3)
    content = archive.read_bytes()
    codes = set()
    for place in range(len(content)):
        archive.write_bytes(content[:place] + bytes([content[place] ^ 0x81]) + content[place + 1 :])
        try:
            shutil.rmtree(unpacked(archive))
        except ImportInvalid as refused:
            codes.add(refused.code)
    assert codes == {"archive_invalid"}


def test_a_refusal_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("a" * 300 + ".png", b"1"))
    with pytest.raises(ImportInvalid) as refused:
        unpacked(archive)
    assert refused.value.message == "upload.zip cannot be unpacked: File name too long."


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = packed(tmp_path, ("a.png", b"1"), ("a.png", b"2"))
    assert refusal(archive) == "archive_invalid"
