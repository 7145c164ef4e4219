"""A new file is written whole, and never over another."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from promptlint.text import files


@pytest.fixture(params=["links", "no links"])
def any_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system with hard links, and one without."""

    def refuse(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if request.param == "no links":
        monkeypatch.setattr("os.link", refuse)


@pytest.mark.usefixtures("any_system")
def test_a_new_file_has_the_bytes_and_the_usual_mode(tmp_path: Path) -> None:
    files.create(tmp_path / "new.toml", b"a = 1\n")
    (tmp_path / "other.toml").write_bytes(b"")
    assert (tmp_path / "new.toml").read_bytes() == b"a = 1\n"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.toml", "other.toml"]


@pytest.mark.usefixtures("any_system")
def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"mine")
    with pytest.raises(files.FileRefused, match="there is one already"):
        files.create(path, b"yours")
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("any_system")
def test_a_link_that_leads_nowhere_is_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.symlink_to(tmp_path / "gone.toml")
    with pytest.raises(files.FileRefused):
        files.create(path, b"yours")
    assert path.is_symlink()
    assert not path.exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(files.FileRefused, match="No such file"):
        files.create(tmp_path / "gone" / "new.toml", b"")
