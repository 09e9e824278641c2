"""The route that shows pages as they look."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from server.dependencies import MISSING, Served, Service
from server.drawing import Drawing
from server.errors import NotFound
from server.freshness import UNCHANGED, Fresh
from server.lookups import document_with_page, source_of
from server.marking import marked_runs
from server.page_images import PageImages

images_routes = APIRouter(tags=["Källor"])

_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"image/png": {}},
        "description": "The page.",
        "headers": {
            "Belagg-Mark": {
                "description": "Whether what was to be marked was found on the page; only where a mark is asked for.",
                "schema": {"type": "string", "enum": ["found", "partly", "missing"]},
            }
        },
    }
}
_WHOLE, _SOME = 0.9, 0.3  # shares of the letters to mark


class Look(BaseModel):
    """How a page is to look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mark: str | None = Field(None, max_length=1_000, description="The id of a passage or a citation to mark.")
    width: int = Field(1_000, ge=100, le=2_400, description="Pixels; fewer where the page is very high.")


LookQuery = Annotated[Look, Query()]


async def get_images(request: Request) -> PageImages:
    """What draws pages."""
    images: PageImages = request.app.state.images
    return images


Images = Annotated[PageImages, Depends(get_images)]


@images_routes.get(
    "/documents/{doc}/pages/{label}/image",
    summary="En sida som bild",
    response_class=Response,
    responses=MISSING | UNCHANGED | _PICTURE,
)
def page_image(  # noqa: PLR0913, PLR0917 - what a route is given
    doc: str,
    label: str,
    look: LookQuery,
    library: Served,
    service: Service,
    images: Images,
    headers: Fresh,
) -> Response:
    """A page of a PDF drawn as PNG, with the text of a passage or a quote marked.

    A mark that is not found on the page gives the page unmarked, and `Belagg-Mark: missing`.
    """
    document = document_with_page(library, doc, label)
    source = source_of(library, service.served.folder, doc)
    if source.suffix.lower() != ".pdf" or label not in document.file_pages:
        raise NotFound(f"{document.metadata.title} är ingen PDF, så dess sidor visas inte som bilder. Läs texten.")
    runs = marked_runs(library, document, label, look.mark) if look.mark else ()
    drawn = images.draw(Drawing(source.path, document.file_pages.index(label), look.width, runs))
    told = {"Belagg-Mark": _told(drawn.found)} if look.mark else {}
    return Response(drawn.png, media_type="image/png", headers=headers | told)


def _told(found: float) -> str:
    return "found" if found >= _WHOLE else "partly" if found >= _SOME else "missing"
