"""The command's first step."""

import sys

import pytest

from tui.start import INTERRUPTED, main


class _CtrlC:
    """Somebody who presses Ctrl-C when a module is looked for."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "tui.command":
            raise KeyboardInterrupt


def test_ctrl_c_while_the_command_is_loaded_ends_it_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "tui.command", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_CtrlC(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == INTERRUPTED
    assert capsys.readouterr() == ("", "")
