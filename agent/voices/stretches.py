"""The sound of one turn, stretch by stretch, to be recognised as one piece. Pure.

A recogniser that hears "C, H" or "office at" alone writes nonsense; behind what was said before,
it hears them right.
"""

RATE = 8000
WINDOW_SECONDS = 11.5
"""What the recogniser takes at once; of longer turns the last stretches are joined."""

LEAD_SECONDS = 0.4
"""Sound before the detector's start that belongs to a stretch."""

JOINT_SECONDS = 0.25
"""The same within a turn: with the detector's own end, what is left of a pause is 0.3 s."""


class Stretches:
    """What a caller has said in this turn."""

    def __init__(self) -> None:
        """Start with silence."""
        self._sounds: list[bytes] = []
        self._told = 0
        self._before = self._words = ""
        self.turn = 0
        """Counts the turns: what was asked in another is an answer to nothing."""

    def add(self, sound: bytes) -> None:
        """A stretch has ended: 16-bit sound at the pipeline's rate, with its lead."""
        whole = sum(map(len, self._sounds)) + len(sound)
        if self._told == len(self._sounds) and whole > WINDOW_SECONDS * RATE * 2:
            self._before, self._sounds, self._told = self._words, [], 0
        spare = int((LEAD_SECONDS - JOINT_SECONDS) * RATE) * 2 if self._sounds else 0
        self._sounds.append(sound[spare:])

    def joined(self) -> tuple[bytes, int]:
        """All stretches that are heard as one piece, and how many they are."""
        return b"".join(self._sounds), len(self._sounds)

    def heard(self, text: str, stretches: int) -> str:
        """The words of the whole turn, when so many stretches came out as this text."""
        if not text:
            # Noise: it must not spoil the words behind it.
            del self._sounds[self._told : stretches]
            return ""
        self._told, self._words = stretches, f"{self._before} {text}".strip()
        return self._words

    def close(self) -> None:
        """The turn is over, or was none; stretches whose words nobody was told begin the next."""
        del self._sounds[: self._told]
        self._told, self._before, self._words = 0, "", ""
        self.turn += 1
