"""The base map over HTTP, with ranges."""

from http import HTTPStatus

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tocsin.kernel.access.api import for_officers
from tocsin.kernel.errors import NotThere
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.tiles import Span, map_file, pieces, span_asked


@for_officers
@require_safe
def base_map(request: SignedInRequest) -> HttpResponseBase:
    """Send the base map of the officer's bureau, or the part of it that is asked for."""
    path = map_file(request.user.bureau)
    if not path.is_file():
        raise NotThere(_("No base map is loaded for your bureau. An administrator can make one."))
    known = path.stat()
    tag = f'"{known.st_mtime_ns:x}-{known.st_size:x}"'
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "private, max-age=300"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    asked = request.headers.get("Range", "") if fresh(request, tag) else ""
    try:
        span = span_asked(asked, known.st_size)
    except ValueError:
        headers["Content-Range"] = f"bytes */{known.st_size}"
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    status = HTTPStatus.OK if span is None else HTTPStatus.PARTIAL_CONTENT
    if span is not None:
        headers["Content-Range"] = f"bytes {span.first}-{span.last}/{known.st_size}"
    sent = span or Span(0, known.st_size - 1)
    headers["Content-Length"] = str(sent.length)
    body = b"" if request.method == "HEAD" else pieces(path, sent)
    return StreamingHttpResponse(
        body, status=status, content_type="application/vnd.pmtiles", headers=headers
    )


def fresh(request: SignedInRequest, tag: str) -> bool:
    """Say whether a range may be answered: the client's part is of this file."""
    condition = request.headers.get("If-Range")
    return condition is None or condition == tag
