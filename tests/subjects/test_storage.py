from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from quorum.subjects.errors import ImageRefused, StorageDamaged
from quorum.subjects.storage import sha256_of, store_derivative, store_original, verify


def test_a_name_is_the_hash_of_the_content_and_the_same_content_is_stored_once(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"pixels")
    sha256 = hashlib.sha256(b"pixels").hexdigest()
    assert sha256_of(tmp_path / "a.tif") == sha256
    name = store_original(path=tmp_path / "a.tif", sha256=sha256, extension="tif")
    assert name == f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}.tif"
    assert store_original(path=tmp_path / "a.tif", sha256=sha256, extension="tif") == name
    folder = Path(default_storage.path(name)).parent
    assert [path.name for path in folder.iterdir()] == [f"{sha256}.tif"]
    verify(name)


def test_a_file_that_changed_since_it_was_hashed_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"later")
    earlier = hashlib.sha256(b"earlier").hexdigest()
    with pytest.raises(ImageRefused):
        store_original(path=tmp_path / "a.png", sha256=earlier, extension="png")
    folder = Path(default_storage.path(f"originals/{earlier[:2]}/{earlier[2:4]}"))
    assert list(folder.iterdir()) == []


def test_a_half_written_file_is_replaced() -> None:
    content = b"a derivative of some length"
    sha256 = hashlib.sha256(content).hexdigest()
    default_storage.save(f"display/{sha256[:2]}/{sha256[2:4]}/{sha256}.webp", ContentFile(content[:5]))
    verify(store_derivative(content=content, folder="display"))


def test_object_stores_without_folders_hold_the_same_names(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    (tmp_path / "a.tif").write_bytes(b"pixels")
    sha256 = sha256_of(tmp_path / "a.tif")
    name = store_original(path=tmp_path / "a.tif", sha256=sha256, extension="tif")
    assert store_original(path=tmp_path / "a.tif", sha256=sha256, extension="tif") == name
    verify(name)
    verify(store_derivative(content=b"picture", folder="display"))
    with pytest.raises(ImageRefused):
        store_original(path=tmp_path / "a.tif", sha256="0" * 64, extension="tif")


def test_damage_in_the_storage_is_found() -> None:
    name = store_derivative(content=b"some picture", folder="display")
    Path(default_storage.path(name)).write_bytes(b"rot")
    with pytest.raises(StorageDamaged):
        verify(name)
