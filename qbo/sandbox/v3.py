"""The v3 API: who may ask, how often, what was asked before, and through which door."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from qbo.sandbox import faults
from qbo.sandbox.bad_answers import bad_answer
from qbo.sandbox.companies import Companies
from qbo.sandbox.company import Company
from qbo.sandbox.doors.table import DOORS
from qbo.sandbox.doors.wanted import Wanted, body_of
from qbo.sandbox.oauth.tokens import TokenOffice
from qbo.sandbox.trouble import Fault, Troubles

LONGEST_REQUEST_ID = 50


class Sandbox:
    """The company, its tokens and its troubles."""

    def __init__(self, company: Company, tokens: TokenOffice, troubles: Troubles) -> None:
        """Put the three together."""
        self.company, self.tokens, self.troubles = company, tokens, troubles

    def of(self, company: Company) -> "Sandbox":
        """The same tokens and troubles before the books of another company."""
        same = company is self.company
        return self if same else Sandbox(company, self.tokens, self.troubles)

    async def answer(self, request: Request, realm: str, rest: str) -> Response:
        """Answer any v3 request, or refuse it in the form the real service does."""
        stamp = self.company.ledger.stamp()
        try:
            self.tokens.check(request.headers.get("authorization", ""), realm)
        except faults.Unauthenticated as error:
            return JSONResponse(faults.authentication(str(error), self._milliseconds()), 401)
        except faults.WrongRealm:
            return JSONResponse(faults.authorization(self._milliseconds()), 403)
        if self.troubles.over_limit(batch=rest.strip("/").lower() == "batch"):
            return Response(faults.throttled(stamp), 429, media_type="application/xml")
        try:
            wanted = Wanted(request, rest, await body_of(request))
        except faults.Refusal as refusal:
            return JSONResponse(faults.validation(refusal, stamp), 400)
        trouble = await self._trouble(wanted)
        if trouble is not None and not trouble.loses_the_answer:
            return bad_answer(trouble, stamp, self._milliseconds())
        answer = self._replayed(wanted) or self._served(wanted, stamp)
        if trouble is not None:
            # The change is committed; the client never hears of it.
            return bad_answer(trouble, stamp, self._milliseconds())
        return answer

    async def _trouble(self, wanted: Wanted) -> Fault | None:
        now = self.company.ledger.now()
        asked = wanted.statement() if wanted.operation == "query" else ""
        return await self.troubles.next(wanted.entity, wanted.operation, now, asked)

    def _replayed(self, wanted: Wanted) -> Response | None:
        """A `requestid` that was answered before gets the very same answer again."""
        if not wanted.request_id or wanted.operation != "write":
            return None
        kept = self.company.ledger.answered(wanted.request_id)
        if kept is None:
            return None
        return Response(kept[1], kept[0], media_type="application/json")

    def _served(self, wanted: Wanted, stamp: str) -> Response:
        try:
            with self.company.ledger.together():
                found = self._through(wanted)
                if isinstance(found, dict):
                    found = _in_envelope(found, stamp)
                if wanted.request_id and wanted.operation == "write":
                    text = bytes(found.body).decode()
                    self.company.ledger.keep_answer(wanted.request_id, found.status_code, text)
        except faults.Refusal as refusal:
            return JSONResponse(faults.validation(refusal, stamp), 400)
        except faults.InDisguise:
            return JSONResponse(faults.in_disguise(stamp))
        except faults.NothingDone:
            return JSONResponse({"BatchItemResponse": [], "time": stamp})
        return found

    def _through(self, wanted: Wanted) -> dict[str, Any] | Response:
        if len(wanted.request_id) > LONGEST_REQUEST_ID:
            raise faults.Refusal("2050", "Min:0 Max:50 supported. requestid is longer.")
        for door in DOORS:
            found = door(self.company, wanted)
            if found is not None:
                return found
        raise faults.Refusal("500", "Unsupported Operation : Operation is not supported.")

    def _milliseconds(self) -> int:
        return int(self.company.ledger.now().timestamp() * 1000)


def _in_envelope(found: dict[str, Any], stamp: str) -> Response:
    return Response(json.dumps({**found, "time": stamp}), media_type="application/json")


def v3_faces(sandbox: Sandbox, companies: Companies) -> APIRouter:
    """Routes under /v3/company/; every answer carries an `intuit_tid`."""
    router = APIRouter()

    @router.api_route("/v3/company/{realm}/{rest:path}", methods=["GET", "POST"])
    async def v3(request: Request, realm: str, rest: str) -> Response:
        one = sandbox.of(companies.of(realm))
        answer = await one.answer(request, realm, rest)
        answer.headers["intuit_tid"] = f"1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
        answer.headers["QBO-Version"] = "embedded"
        return answer

    return router
