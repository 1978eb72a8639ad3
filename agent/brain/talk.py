"""What a model says beside its call, sentence by sentence: checked, then spoken, or not."""

import structlog
from prometheus_client import Counter

from agent.brain.moment import Desk, Moment
from agent.brain.speech_check import MOST_SENTENCES, objection

log = structlog.get_logger()

REFUSED = Counter(
    "frontdesk_model_sentences_refused_total", "Sentences of a model nobody heard", ["why"]
)


class Talk:
    """The words of one reply."""

    def __init__(self, desk: Desk | None, moment: Moment) -> None:
        """Speak in a call, as far as the moment allows."""
        self._desk, self._moment = desk, moment
        self._stopped = not moment.may_speak
        self.spoken: list[str] = []

    async def take(self, sentences: list[str]) -> list[str]:
        """The sentences that may be spoken now; they are written down already.

        After one that may not be, nothing more of the reply is heard.
        """
        heard = []
        for sentence in sentences:
            if self._stopped or self._desk is None or len(self.spoken) == MOST_SENTENCES:
                break
            why = objection(sentence, self._moment.backing)
            if why:
                self._refuse(why, self._desk)
                break
            await self._desk.model_said(sentence)
            self.spoken.append(sentence)
            heard.append(sentence)
        return heard

    def _refuse(self, why: str, desk: Desk) -> None:
        self._stopped = True
        REFUSED.labels(why).inc()
        log.info("model_sentence_refused", why=why)
        if self.spoken:
            desk.model_misspoke()
