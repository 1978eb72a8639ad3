"""Shapes that many entities share: addresses, phones, lines of documents."""

from qbo.sandbox.kinds.kind import (
    ANYTHING,
    COUNTRY,
    CURRENCY,
    DAY,
    FLAG,
    GONE,
    NUMBER,
    Field,
    choice,
    many,
    parts,
    reference,
    text,
)

PHONE = parts(FreeFormNumber=text(30))
EMAIL = parts(Address=text(100))
WEB = parts(URI=text(1000))
MEMO = parts(value=text(1000))
ADDRESS = parts(
    **{name: text(500) for name in ("Line1", "Line2", "Line3", "Line4", "Line5")},
    **{name: text(255) for name in ("City", "CountrySubDivisionCode")},
    Country=COUNTRY,
    PostalCode=text(30),
    Id=text(30),
    Lat=GONE,
    Long=GONE,
    Note=text(4000),
)
PEOPLE = ("Customer", "Vendor", "Employee")
WHO = reference(*PEOPLE)
ACCOUNT, ITEM = reference("Account"), reference("Item")
CLASS, DEPARTMENT = reference("Class"), reference("Department")
TAX_CODE, MONEY = reference("TaxCode"), reference(CURRENCY)

LINKS = many(parts(TxnId=text(30), TxnType=text(30), TxnLineId=text(30)))
CUSTOM_FIELDS = many(
    parts(DefinitionId=text(30), Type=text(30), Name=text(100), StringValue=text(31))
)
MARKUP = parts(PercentBased=FLAG, Value=NUMBER, Percent=NUMBER, PriceLevelRef=reference())
BILLABLE = choice("Billable", "NotBillable", "HasBeenBilled")
TAX_DETAIL = parts(
    TotalTax=NUMBER,
    TxnTaxCodeRef=TAX_CODE,
    TaxLine=many(
        parts(
            Amount=NUMBER,
            DetailType=choice("TaxLineDetail"),
            TaxLineDetail=parts(
                TaxRateRef=reference("TaxRate"),
                PercentBased=FLAG,
                TaxPercent=NUMBER,
                NetAmountTaxable=NUMBER,
                TaxInclusiveAmount=NUMBER,
                OverrideDeltaAmount=NUMBER,
            ),
        )
    ),
)
CARD = parts(
    CreditChargeInfo=parts(
        Type=text(), NameOnAcct=text(), CcExpiryMonth=NUMBER, CcExpiryYear=NUMBER,
        BillAddrStreet=text(), PostalCode=text(30), Amount=NUMBER, ProcessPayment=FLAG,
    ),
    CreditChargeResponse=parts(
        CCTransId=text(), AuthCode=text(), TxnAuthorizationTime=text(), Status=text()
    ),
)  # fmt: skip
_SOLD: dict[str, Field] = {
    "ItemRef": ITEM,
    "ItemAccountRef": ACCOUNT,
    "ClassRef": CLASS,
    "TaxCodeRef": TAX_CODE,
    "PriceLevelRef": reference(),
    "Qty": NUMBER,
    "UnitPrice": NUMBER,
    "RatePercent": NUMBER,
    "ServiceDate": DAY,
    "TaxInclusiveAmt": NUMBER,
    "DiscountRate": NUMBER,
    "DiscountAmt": NUMBER,
    "MarkupInfo": MARKUP,
}
_DISCOUNT = parts(
    PercentBased=FLAG,
    DiscountPercent=NUMBER,
    DiscountAccountRef=ACCOUNT,
    ClassRef=CLASS,
    TaxCodeRef=TAX_CODE,
    Discount=ANYTHING,
)
_DEPOSITED = parts(
    AccountRef=ACCOUNT,
    PaymentMethodRef=reference("PaymentMethod"),
    Entity=WHO,
    ClassRef=CLASS,
    CheckNum=text(21),
    TxnType=text(30),
)
_POSTED = parts(
    PostingType=choice("Debit", "Credit"),
    AccountRef=ACCOUNT,
    ClassRef=CLASS,
    DepartmentRef=DEPARTMENT,
    TaxCodeRef=TAX_CODE,
    TaxApplicableOn=text(30),
    TaxAmount=NUMBER,
    BillableStatus=BILLABLE,
    Entity=parts(Type=choice(*PEOPLE), EntityRef=WHO),
)
_EXPENSE: dict[str, Field] = {
    "CustomerRef": reference("Customer"),
    "ClassRef": CLASS,
    "TaxCodeRef": TAX_CODE,
    "BillableStatus": BILLABLE,
    "TaxInclusiveAmt": NUMBER,
    "TaxAmount": NUMBER,
    "MarkupInfo": MARKUP,
}
_LINE: dict[str, Field] = {
    "Id": text(30),
    "LineNum": NUMBER,
    "Description": text(4000),
    "Amount": NUMBER,
    "DetailType": text(60),
    "LinkedTxn": LINKS,
    "CustomField": CUSTOM_FIELDS,
    "CustomExtensions": ANYTHING,
    "SalesItemLineDetail": parts(**_SOLD),
    "DiscountLineDetail": _DISCOUNT,
    "DescriptionLineDetail": parts(ServiceDate=DAY, TaxCodeRef=TAX_CODE),
    "AccountBasedExpenseLineDetail": parts(AccountRef=ACCOUNT, **_EXPENSE),
    "ItemBasedExpenseLineDetail": parts(
        ItemRef=ITEM, Qty=NUMBER, UnitPrice=NUMBER, PriceLevelRef=reference(), **_EXPENSE
    ),
    "DepositLineDetail": _DEPOSITED,
    "JournalEntryLineDetail": _POSTED,
    "TDSLineDetail": ANYTHING,
    "LineEx": ANYTHING,
    # Appended by the company and sent back by clients, who spell it in two ways.
    "SubTotalLineDetail": ANYTHING,
    "SubtotalLineDetail": ANYTHING,
}
_GROUP = parts(
    GroupItemRef=ITEM, Quantity=NUMBER, ServiceDate=DAY, Line=many(Field("parts", parts=_LINE))
)
LINES = many(Field("parts", parts={**_LINE, "GroupLineDetail": _GROUP}))
SALE_DETAILS = frozenset(
    {"SalesItemLineDetail", "GroupLineDetail", "DiscountLineDetail", "DescriptionOnly"}
)
EXPENSE_DETAILS = frozenset(
    {"AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DescriptionOnly"}
)
