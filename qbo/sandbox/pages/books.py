"""The books as their owner sees them in QuickBooks: every page, for this machine only."""

from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from qbo.sandbox.company import Company
from qbo.sandbox.guard import check_local
from qbo.sandbox.oauth.tokens import TokenOffice
from qbo.sandbox.owner import Owner
from qbo.sandbox.pages.back_room import back_pages, item_pages
from qbo.sandbox.pages.documents import DocumentPages
from qbo.sandbox.pages.paper import STYLES, page, stylesheet
from qbo.sandbox.pages.people import people_pages
from qbo.sandbox.webhooks.post_office import PostOffice

_FOR_PROGRAMS = ("/v3/", "/_sandbox/", "/oauth2/v1/", "/v1/", "/v2/", "/op/", "/.well-known/")


def add_pages(
    app: FastAPI, company: Company, owner: Owner, tokens: TokenOffice, office: PostOffice
) -> None:
    """Add the pages, their stylesheet, and the page for what went wrong."""
    sheet = partial(page, business=company.info)
    router = APIRouter(include_in_schema=False, dependencies=[Depends(check_local)])
    router.include_router(people_pages(company, owner, sheet))
    router.include_router(DocumentPages(company, owner, sheet).router())
    router.include_router(item_pages(company, owner, sheet))
    router.include_router(back_pages(company, tokens, office, sheet))
    app.include_router(router)
    app.add_api_route(STYLES, stylesheet, include_in_schema=False)
    app.add_exception_handler(HTTPException, _refused)


async def _refused(request: Request, error: Exception) -> Response:
    """A refusal as a page for people, as data for programs."""
    if not isinstance(error, HTTPException):
        raise error
    if request.url.path.startswith(_FOR_PROGRAMS):
        return await http_exception_handler(request, error)
    bare = error.detail == HTTPStatus(error.status_code).phrase
    text = "There is no page with this address." if bare else error.detail
    return page("refused.html", error.status_code, text=text)
