"""TwiML, read strictly: unknown verbs and attributes are warned of as Twilio's debugger does."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

_VERBS: dict[str, frozenset[str]] = {
    "Connect": frozenset({"action", "method"}),
    "Say": frozenset({"voice", "language", "loop"}),
    "Record": frozenset(
        {
            "action", "method", "maxLength", "timeout", "playBeep", "finishOnKey", "transcribe",
            "transcribeCallback", "recordingStatusCallback", "trim",
        }
    ),
    "Dial": frozenset({"action", "method", "timeout", "callerId", "timeLimit", "answerOnBridge"}),
    "Hangup": frozenset(),
    "Redirect": frozenset({"method"}),
    "Pause": frozenset({"length"}),
    "Reject": frozenset({"reason"}),
}  # fmt: skip
_STREAM = frozenset({"url", "name", "track", "statusCallback", "statusCallbackMethod"})


class BadScript(Exception):
    """The answer is not TwiML (Twilio: error 12100, document parse failure)."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One instruction; `parameters` belong to a stream."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """The instructions in order, and what Twilio's debugger would warn of."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...] = ()


def read(text: str) -> Script:
    """Read an answer.

    Raises:
        BadScript: it is not XML, or its root is not Response.
    """
    if "<!" in text:
        raise BadScript("12100: document type declarations are not allowed.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities were refused above
    except ET.ParseError as error:
        raise BadScript(f"12100: {error}.") from error
    if root.tag != "Response":
        raise BadScript(f"12100: the root is {root.tag}, not Response.")
    verbs: list[Verb] = []
    warnings: list[str] = []
    for element in root:
        verb = _verb(element, warnings)
        if verb is not None:
            verbs.append(verb)
    return Script(tuple(verbs), tuple(warnings))


def _verb(element: ET.Element, warnings: list[str]) -> Verb | None:
    allowed = _VERBS.get(element.tag)
    if allowed is None:
        warnings.append(f"12200: {element.tag} is not a verb.")
        return None
    _attributes(element, allowed, warnings)
    if element.tag != "Connect":
        return Verb(element.tag, dict(element.attrib), (element.text or "").strip())
    streams = [child for child in element if child.tag == "Stream"]
    if len(streams) != 1:
        warnings.append("12200: Connect needs exactly one Stream here.")
        return None
    stream = streams[0]
    _attributes(stream, _STREAM, warnings)
    if "?" in stream.get("url", ""):
        warnings.append("31920: the stream's url takes no query string.")
    parameters = {
        child.get("name", ""): child.get("value", "")
        for child in stream
        if child.tag == "Parameter"
    }
    attributes = dict(element.attrib) | {"url": stream.get("url", "")}
    return Verb("Connect", attributes, parameters=parameters)


def _attributes(element: ET.Element, allowed: frozenset[str], warnings: list[str]) -> None:
    warnings.extend(
        f"12200: {element.tag} has no attribute {name}."
        for name in element.attrib
        if name not in allowed
    )
