"""Opens a file in the viewer of the user's desktop, at a page where that viewer can be told one."""

import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

PAGE_OPTIONS: Final = {
    "evince": "--page-index={}",
    "papers": "--page-index={}",
    "xreader": "--page-index={}",
    "atril": "--page-index={}",
    "okular": "--page={}",
    "zathura": "--page={}",
}
"""How viewers that one can find on a Swedish civil servant's Linux are told a page, counted from 1."""


class NoViewer(Exception):
    """There is nothing to open the file with."""


def open_file(path: Path, page: int | None) -> None:
    """Open `path`, at page number `page` (from 1) where possible, without waiting for the viewer to close.

    Raises:
        NoViewer: this machine has none that can be found.
    """
    command = _command(path, page)
    if command is None:
        raise NoViewer
    try:
        viewer = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise NoViewer from error
    threading.Thread(target=viewer.wait, name="viewer", daemon=True).start()  # or it would be left as a zombie


def _command(path: Path, page: int | None) -> list[str] | None:
    if sys.platform == "darwin":
        return ["open", str(path)]
    viewer = _default_viewer(path) if page is not None else None
    if viewer is not None:
        return [viewer, PAGE_OPTIONS[Path(viewer).name].format(page), str(path)]
    opener = shutil.which("xdg-open")
    return [opener, str(path)] if opener else None


def _default_viewer(path: Path) -> str | None:
    """The program that the desktop opens PDFs with, if it is one that can be told a page."""
    asking = shutil.which("xdg-mime")
    if asking is None or path.suffix.lower() != ".pdf":
        return None
    try:
        asked = subprocess.run(
            [asking, "query", "default", "application/pdf"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    named = set(re.findall(r"[a-z]+", asked.stdout.lower()))
    return next((shutil.which(name) for name in PAGE_OPTIONS if name in named), None)
