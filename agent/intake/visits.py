"""What a turn says about visits: a wish, an answer to what was offered, or an errand. Pure.

A yes counts only in the caller's own words, to a window that was read back to its end, and only
if they named no other time with it.
"""

from collections.abc import Callable
from dataclasses import replace

from agent.brain.understanding.intents import placed_choice
from agent.confirming import says_yes
from agent.cues import leaves_it, takes_any, wants_another_time
from agent.intake.turn import Turn
from agent.spoken.beside import parse_beside
from agent.spoken.hours import plain
from agent.spoken.wishes import parse_wish
from agent.spoken.yes_no import yes_or_no
from agent.visiting import BookedVisit, Errand, Visiting
from agent.visiting.asking import ERRAND_OF
from agent.visiting.errands import read_errand
from office.sheet import FieldName
from office.values import Window, Wish
from prompts.questions import topics

TIME = FieldName.PREFERRED_TIME
PLACES = ("first", "second", "third")
PUZZLED = 1
"""After more answers in a row that were not understood a person finds a time."""


def visits(turn: Turn) -> None:
    """Take down what the turn says about a visit."""
    visiting, errand = turn.situation.visiting, ERRAND_OF.get(turn.record.request or "")
    if errand is not None and visiting is None:
        # Nobody here can look into a calendar: somebody calls back.
        turn.used = True
        turn.situate(wants_person=True)
        return
    if visiting is None:
        return
    steps: dict[str, Callable[[Turn, Visiting], None]] = {
        "offer_time": _offered,
        "which_time": _which_time,
        "new_time": _new_time,
        "which_visit": _which_visit,
        "cancel_visit": _cancel,
    }
    step = steps.get(turn.ask.kind)
    if errand is not None and not (step and _answers_it(turn, visiting, errand)):
        _begin(turn, visiting, errand)
    elif step is not None and visiting.settled:
        # The rest of a turn whose beginning has settled it.
        _rethought(turn, visiting, _instead(turn, visiting))
    elif step is not None and turn.record.change in (None, TIME):
        step(turn, visiting)
    elif TIME in turn.given:
        _wished(turn, visiting)
    elif visiting.own is not None and visiting.settled and not turn.given:
        _rethought(turn, visiting, _instead(turn, visiting))
    elif visiting.errand and visiting.settled and FieldName.SERVICE in turn.given:
        # Behind the errand they want something done.
        turn.situate(visiting=Visiting(proposes=visiting.proposes, now=visiting.now))


def _answers_it(turn: Turn, visiting: Visiting, errand: Errand) -> bool:
    """ "Yes, cancel the visit" answers the question about it; it asks for nothing new."""
    return errand == visiting.errand and turn.record.answer is not None


def _begin(turn: Turn, visiting: Visiting, errand: Errand) -> None:
    """They want something with a visit that is in the book."""
    about, wish = read_errand(errand, turn.heard, turn.now)
    begun = visiting.begin(errand, about, wish)
    if about is None and visiting.target is not None and not visiting.settled:
        # "No, move it instead": the same one.
        begun = replace(begun, known=visiting.known, target=visiting.target)
    elif begun.known:
        begun = begun.aimed()
    turn.used = True
    turn.situate(visiting=begun, nothing_else=False, leaving=False)
    if wish is not None:
        _write(turn, wish)


def _wished(turn: Turn, visiting: Visiting) -> None:
    """A time was named, asked for or by the way."""
    words = str(turn.sheet.value(TIME) or "")
    wish = parse_wish(words, turn.now) or Wish(words)
    own = visiting.own
    if own is None:
        if not visiting.settled or visiting.outcome == "person":
            turn.situate(visiting=replace(visiting.with_wish(wish), outcome=""))
        return
    turn.sheet = turn.sheet.with_field(turn.before[TIME])
    _rethought(turn, visiting, _instead(turn, visiting) or wish)


def _instead(turn: Turn, visiting: Visiting) -> Wish | None:
    """Another time than the one that is booked, also told by it: "an hour later"."""
    own = visiting.own
    return parse_wish(turn.heard, turn.now, stands=own.window if own is not None else None)


def _rethought(turn: Turn, visiting: Visiting, wish: Wish | None) -> None:
    """Another time than the one that is booked: the visit is moved, after another yes."""
    own = visiting.own
    if own is None or wish is None or wish.fits(own.window):
        return
    if not wants_another_time(turn.heard):
        return
    turn.used = True
    turn.situate(visiting=visiting.begin("move", None, wish), nothing_else=False)
    _write(turn, wish)


def _offered(turn: Turn, visiting: Visiting) -> None:
    """One window was read back: a yes, a no, or another time."""
    window = visiting.chosen
    if window is None:
        return
    wish = _counter(turn, (window,))
    other = wish is not None and not wish.fits(window)
    if other and wish is not None:
        _asks_for(turn, visiting, wish)
    elif turn.record.answer == "yes" and says_yes(turn.heard):
        _agree(turn, visiting)
    elif visiting.target is not None and leaves_it(turn.heard):
        _leave(turn, visiting)
    elif turn.record.answer == "no":
        turn.used = True
        turn.situate(visiting=visiting.refuse())
    else:
        _puzzled(turn, visiting)


def _which_time(turn: Turn, visiting: Visiting) -> None:
    """Several windows were named: one of them, another time, or none."""
    windows = visiting.windows
    if not windows:
        # The rest of a turn whose beginning has taken them off the table.
        _new_time(turn, visiting)
        return
    place = placed_choice(turn.heard, len(windows))
    wish = None if place in PLACES else _counter(turn, windows)
    if place in PLACES and PLACES.index(place) < len(windows):
        _pick(turn, visiting, windows[PLACES.index(place)])
    elif wish is not None:
        _narrow(turn, visiting, wish)
    elif turn.record.choice in PLACES and PLACES.index(turn.record.choice) < len(windows):
        _pick(turn, visiting, windows[PLACES.index(turn.record.choice)])
    elif takes_any(turn.heard) or says_yes(turn.heard):
        _pick(turn, visiting, windows[0])
    elif visiting.target is not None and leaves_it(turn.heard):
        _leave(turn, visiting)
    elif turn.record.choice == "neither" or yes_or_no(turn.heard) == "no":
        turn.used = True
        turn.situate(visiting=visiting.refuse())
    else:
        _puzzled(turn, visiting)


def _new_time(turn: Turn, visiting: Visiting) -> None:
    """When else: a time, or none after all."""
    wish = _counter(turn, visiting.refused[-len(PLACES) :])
    if wish is not None:
        _asks_for(turn, visiting, wish)
    elif visiting.target is not None and (leaves_it(turn.heard) or _says_no(turn)):
        _leave(turn, visiting)
    elif turn.record.declined or _says_no(turn) or leaves_it(turn.heard):
        turn.used = True
        turn.situate(visiting=visiting.given_up())
    else:
        _puzzled(turn, visiting)


def _which_visit(turn: Turn, visiting: Visiting) -> None:
    """Several visits are to come: which one is meant."""
    known = visiting.known or ()
    place = placed_choice(turn.heard, len(known))
    meant = _of_those(turn, known, place or "")
    if meant is not None:
        turn.used = True
        turn.situate(visiting=replace(visiting, target=meant, puzzled=0))
    elif leaves_it(turn.heard):
        _leave(turn, visiting)
    else:
        _puzzled(turn, visiting)


def _of_those(turn: Turn, known: tuple[BookedVisit, ...], place: str) -> BookedVisit | None:
    if place in PLACES and PLACES.index(place) < len(known):
        return known[PLACES.index(place)]
    wish = parse_wish(turn.heard, turn.now)
    fitting = [visit for visit in known if wish is not None and wish.fits(visit.window)]
    if len(fitting) == 1:
        return fitting[0]
    choice = turn.record.choice
    if wish is None and choice in PLACES and PLACES.index(choice) < len(known):
        return known[PLACES.index(choice)]
    return None


def _cancel(turn: Turn, visiting: Visiting) -> None:
    """A visit was read back: whether it shall be cancelled."""
    if leaves_it(turn.heard) or turn.record.answer == "no":
        _leave(turn, visiting)
    elif turn.record.answer == "yes" and says_yes(turn.heard):
        _agree(turn, visiting)
    else:
        _puzzled(turn, visiting)


def _counter(turn: Turn, offered: tuple[Window, ...]) -> Wish | None:
    """Another time in the caller's words; "what are your hours on Friday?" names none."""
    if turn.record.request in ("hold", "repeat", "person", "callback", "goodbye", "robot"):
        return None
    told = parse_beside(plain(turn.heard))
    exactly = told is not None and told.is_exact
    if turn.record.request == "question" and not exactly and set(topics(turn.heard)) - {"when"}:
        return None
    visiting = turn.situation.visiting
    target = visiting.target if visiting is not None else None
    return parse_wish(turn.heard, turn.now, offered, stands=target.window if target else None)


def _asks_for(turn: Turn, visiting: Visiting, wish: Wish) -> None:
    """Another time is wished for: what was on offer is stale, and the book is asked anew."""
    offered = (visiting.chosen,) if visiting.chosen is not None else visiting.windows[:1]
    if wish.hours is not None and not wish.windows and offered:
        wish = wish.on(offered[0])
    if turn.record.answer == "no":
        visiting = visiting.refuse()
    turn.used = True
    kept = tuple(each for each in turn.situation.requests if each != "question")
    turn.situate(visiting=visiting.with_wish(wish), requests=kept, resuming=False)
    _write(turn, wish)


def _narrow(turn: Turn, visiting: Visiting, wish: Wish) -> None:
    """ "Thursday": one of those on offer, some of them, or another time."""
    fitting = tuple(window for window in visiting.windows if wish.fits(window))
    if len(fitting) == 1:
        _pick(turn, visiting, fitting[0])
    elif fitting and fitting != visiting.windows:
        turn.used = True
        turn.situate(visiting=replace(visiting, windows=fitting, puzzled=0))
    else:
        _asks_for(turn, visiting, wish)


def _pick(turn: Turn, visiting: Visiting, window: Window) -> None:
    turn.used = True
    turn.situate(visiting=visiting.choose(window))


def _agree(turn: Turn, visiting: Visiting) -> None:
    """Their yes to exactly what was read back; cut off before its end, it is read back again."""
    turn.used = True
    arrangement = visiting.proposal
    if visiting.heard != arrangement:
        return
    asked = tuple(each for each in turn.situation.requests if each != "repeat")
    if arrangement.window is not None:
        old = turn.sheet[TIME]
        words = (str(old.value),) if old.value is not None else ()
        turn.sheet = turn.sheet.hear(
            TIME, arrangement.window, source=turn.source, alternatives=words, said=turn.said
        )
        turn.sheet = turn.sheet.read_back(TIME).confirm(TIME, arrangement.window)
    turn.situate(visiting=replace(visiting, agreed=arrangement, puzzled=0), requests=asked)


def _leave(turn: Turn, visiting: Visiting) -> None:
    """A visit stays as it is."""
    turn.used = True
    turn.sheet = turn.sheet.with_field(turn.before[TIME])
    turn.situate(
        visiting=replace(visiting, outcome="told"), news=(*turn.situation.news, "visit_kept")
    )


def _puzzled(turn: Turn, visiting: Visiting) -> None:
    """Neither yes nor no nor a time, again and again, is left to a person."""
    if turn.used:
        return
    puzzled = visiting.puzzled + 1
    after = replace(visiting, puzzled=puzzled)
    turn.situate(visiting=after.given_up() if puzzled > PUZZLED else after)


def _says_no(turn: Turn) -> bool:
    return yes_or_no(turn.heard) == "no"


def _write(turn: Turn, wish: Wish) -> None:
    """The wish in the caller's words stands in the sheet until a window is agreed to."""
    turn.given.add(TIME)
    turn.sheet = turn.sheet.hear(
        TIME, wish.words, source=turn.source, confidence=0.8, said=turn.said
    )
