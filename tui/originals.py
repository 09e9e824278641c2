"""Source files as they were when the library was built, fetched to be opened on this computer."""

from pathlib import Path

import platformdirs

from tui.client import AskClient
from tui.plain import Source


async def fetch_original(client: AskClient, source: Source) -> tuple[Path, int | None]:
    """The file that a source stands in, and the number of its page, from 1; None where it has no pages.

    Raises:
        AskFailed: the server does not give it.
        OSError: it cannot be kept here.
    """
    document = await client.document(source.doc)
    labels, key = document.page_labels, source.page_key or source.page
    page = labels.index(key) + 1 if key in labels else None
    folder = platformdirs.user_cache_path("belagg", ensure_exists=True) / "originals" / document.doc
    folder.mkdir(parents=True, exist_ok=True)
    return await client.file(source.doc, folder), page
