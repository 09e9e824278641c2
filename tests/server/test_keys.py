"""The file of keys: what it holds, and what a running server sees of it."""

import json
import threading
from pathlib import Path

import pytest

from server.errors import KeyTrouble
from server.keys import KeyFile, Scope


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "bibliotek" / "keys.json")


def test_a_key_is_found_by_its_secret_alone(keys: KeyFile) -> None:
    secret = keys.add("webben", Scope.READ)
    other = keys.add("redaktören", Scope.EDIT)
    found = keys.find(secret)
    assert found is not None
    assert (found.name, found.scope) == ("webben", Scope.READ)
    for wrong in ("", "webben", secret[:-1], secret + "x", secret.upper(), found.sha256, "å\ud800"):
        assert keys.find(wrong) is None
    assert secret != other


def test_the_secret_is_not_kept(keys: KeyFile) -> None:
    secret = keys.add("webben", Scope.READ)
    kept = keys.path.read_text(encoding="utf-8")
    assert secret not in kept
    assert secret.removeprefix("belagg_") not in kept
    assert json.loads(kept)[0].keys() == {"name", "scope", "made", "sha256"}


def test_only_its_owner_can_read_the_file(keys: KeyFile) -> None:
    keys.add("webben", Scope.READ)
    assert keys.path.stat().st_mode & 0o077 == 0


def test_who_may_edit_may_read_and_not_the_other_way(keys: KeyFile) -> None:
    keys.add("läsare", Scope.READ)
    keys.add("redaktör", Scope.EDIT)
    allowed = {key.name: [scope.value for scope in Scope if key.opens(scope)] for key in keys.held()}
    assert allowed == {"läsare": ["read"], "redaktör": ["read", "edit"]}


def test_what_another_process_adds_and_revokes_is_seen_at_once(keys: KeyFile) -> None:
    server = KeyFile(keys.path)
    assert server.held() == ()
    secret = keys.add("webben", Scope.READ)
    assert server.find(secret)
    other = keys.add("annan", Scope.READ)
    keys.revoke("webben")
    assert server.find(secret) is None
    assert server.find(other)
    keys.path.unlink()
    assert server.find(other) is None


def test_a_name_is_used_once_at_a_time(keys: KeyFile) -> None:
    first = keys.add("webben", Scope.READ)
    with pytest.raises(KeyTrouble, match=r"^Det finns redan en nyckel webben\."):
        keys.add("webben", Scope.EDIT)
    keys.revoke("webben")
    assert keys.add("webben", Scope.READ) != first


@pytest.mark.parametrize("name", ["", "  \n"])
def test_a_key_without_a_name_is_not_made(keys: KeyFile, name: str) -> None:
    with pytest.raises(KeyTrouble, match="behöver ett namn"):
        keys.add(name, Scope.READ)
    assert not keys.path.exists()


def test_a_key_that_is_not_there_cannot_be_revoked(keys: KeyFile) -> None:
    with pytest.raises(KeyTrouble, match=r"^Det finns ingen nyckel webben\. Se belagg key list\.$"):
        keys.revoke("webben")


@pytest.mark.parametrize("content", ["", "{}", "[{}]", '[{"name": "x", "scope": "allt", "made": "", "sha256": ""}]'])
def test_a_file_that_is_no_list_of_keys_opens_nothing_and_is_left_as_it_is(keys: KeyFile, content: str) -> None:
    secret = keys.add("webben", Scope.READ)
    keys.path.write_text(content, encoding="utf-8")
    with pytest.raises(KeyTrouble, match=r"keys\.json, kan inte läsas"):
        keys.find(secret)
    with pytest.raises(KeyTrouble):
        keys.add("annan", Scope.READ)
    assert keys.path.read_text(encoding="utf-8") == content


def test_a_folder_that_cannot_be_written_in_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    with pytest.raises(KeyTrouble, match="kan inte skrivas"):
        KeyFile(tmp_path / "fil" / "keys.json").add("webben", Scope.READ)


def test_keys_made_at_the_same_time_are_all_kept(keys: KeyFile) -> None:
    makers = [threading.Thread(target=KeyFile(keys.path).add, args=(f"nyckel {n}", Scope.READ)) for n in range(8)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(keys.held()) == 8
