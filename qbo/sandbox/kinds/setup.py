"""What there is once: the company's own description."""

from qbo.sandbox.kinds.kind import ANYTHING, DAY, TIMES, Kind, text
from qbo.sandbox.kinds.shapes import ADDRESS, EMAIL, PHONE, WEB

COMPANY_INFO = Kind(
    name="CompanyInfo",
    family="setup",
    fields={
        "CompanyName": text(1024),
        "LegalName": text(1024),
        "CompanyAddr": ADDRESS,
        "CustomerCommunicationAddr": ADDRESS,
        "LegalAddr": ADDRESS,
        "CustomerCommunicationEmailAddr": EMAIL,
        "Email": EMAIL,
        "PrimaryPhone": PHONE,
        "WebAddr": WEB,
        "CompanyStartDate": DAY,
        "EmployerId": text(30),
        "FiscalYearStartMonth": text(30),
        "SupportedLanguages": text(100),
        "Country": text(30),
        "NameValue": ANYTHING,
    },
    queryable=TIMES | {"Id"},
)
PREFERENCES = Kind(name="Preferences", family="setup", fields={}, queryable=TIMES | {"Id"})
SINGLE = {kind.name: kind for kind in (COMPANY_INFO, PREFERENCES)}
