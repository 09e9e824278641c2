"""Where `belagg` begins: all that it loads comes after, so that Ctrl-C while it loads shows nothing of its inside."""

import sys
from typing import Final

INTERRUPTED: Final = 130
"""The status that shells know for Ctrl-C."""


def main() -> None:
    """Loads the command, and runs it."""
    try:
        from tui.command import main as run  # noqa: PLC0415 - late: see above

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
