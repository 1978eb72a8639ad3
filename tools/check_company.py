"""`check_company`: a setting in QuickBooks that keeps the desk from its work is a problem."""

from qbo.books import CompanyProfile
from tools.desk import Desk

KEY = "company"


async def check_company(desk: Desk, *, now: bool = False) -> CompanyProfile:
    """Read the company's settings where they are a day old, or `now`, and tell the owner.

    Raises:
        QboError: QuickBooks does not answer; what was known of the company stays.
    """
    company = await desk.books.read_company(now=now)
    if company.problem:
        await desk.tray.problem(KEY, company.problem)
    else:
        await desk.tray.solved(KEY)
    return company
