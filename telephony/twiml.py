"""TwiML the desk answers with; every answer still serves the caller if the desk is gone."""

from typing import Protocol

from twilio.twiml.voice_response import Connect, Parameter, VoiceResponse

VOICEMAIL_SECONDS = 120
SILENCE_SECONDS = 6


class Lines(Protocol):
    """The owner's words that the carrier speaks itself."""

    @property
    def voicemail(self) -> str:
        """Said when nobody can take the call."""
        ...

    @property
    def full(self) -> str:
        """Said when every line is busy."""
        ...


def stream(
    url: str, token: str, lines: Lines, *, caller: str, attestation: str, resume: bool
) -> str:
    """Connect the caller to the desk; after it, should the desk be gone, a voicemail.

    A stream's address takes no query string, so everything travels as parameters. Twilio asks the
    `action` first, and turns to the number's fallback if that fails ("Primary handler fails"); the
    verbs behind Connect serve where it goes on instead.
    """
    response = VoiceResponse()
    connect = Connect(action="/twilio/after", method="POST")
    opened = connect.stream(url=url)
    values = {"token": token, "caller": caller, "attestation": attestation}
    if resume:
        values["resume"] = "1"
    for name, value in values.items():
        if value:
            opened.append(Parameter(name=name, value=value))
    response.append(connect)
    _voicemail(response, lines.voicemail)
    return str(response)


def busy(lines: Lines) -> str:
    """All places are taken: a polite word and a voicemail, never a stutter."""
    response = VoiceResponse()
    _voicemail(response, lines.full)
    return str(response)


def voicemail(lines: Lines) -> str:
    """The desk cannot go on: take a message."""
    response = VoiceResponse()
    _voicemail(response, lines.voicemail)
    return str(response)


def hang_up() -> str:
    """The call is over."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def nothing() -> str:
    """An answer that does nothing, for texts."""
    return str(VoiceResponse())


def _voicemail(response: VoiceResponse, words: str) -> None:
    response.say(words)
    response.record(
        action="/twilio/voicemail",
        method="POST",
        max_length=VOICEMAIL_SECONDS,
        timeout=SILENCE_SECONDS,
        play_beep=True,
    )
    response.hangup()
