"""Where customers and items are found: every look is a step or two in memory, never a search.

Filled in a thread while calls look things up: what a look reads is replaced whole, never changed.
"""

import threading
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from office.values import Email, Phone
from qbo.mirror.cards import Body, Card, MirroredCustomer, MirroredItem, item_of
from qbo.naming import folded

Table = dict[str, str | tuple[str, ...]]
"""Ids by key; nearly always it is one, which needs no tuple around it."""
_END = "\x1f"
"""Between a name and its id; no name holds it."""
_LAST = chr(0x10FFFF)
ALL = 10_000


class CustomerIndex:
    """Customers by id, number, e-mail and name.

    Cards stay packed: texts are nothing the garbage collector has to look through, so that a
    hundred thousand of them stall no call.
    """

    def __init__(self) -> None:
        """Know nobody yet."""
        self._packed: dict[str, str] = {}
        self._strong: Table = {}
        self._weak: Table = {}
        self._emails: Table = {}
        self._names: list[str] = []
        self._writing = threading.Lock()

    def __len__(self) -> int:
        return len(self._packed)

    @property
    def ids(self) -> set[str]:
        """The ids of all that are known."""
        with self._writing:
            return set(self._packed)

    def put(self, cards: Iterable[Card]) -> list[Card]:
        """Take in customers in place of what was known of them; gives those that were no older."""
        taken, names = [], list[str]()
        for card in cards:
            text = card.packed()
            with self._writing:
                old = self.card(card.id)
                if old is not None:
                    if old.version > card.version:
                        continue
                    self._unlink(old)
                for table, key in self._keys(card):
                    _link(table, key, card.id)
                self._packed[card.id] = text
            names += _beginnings(card)
            taken.append(card)
        with self._writing:
            _sort_in(self._names, names)
        return taken

    def drop(self, number: str) -> None:
        """Forget a customer."""
        with self._writing:
            old = self._packed.pop(number, None)
            if old is not None:
                self._unlink(Card.unpacked(old))

    def card(self, number: str) -> Card | None:
        """The card under an id."""
        text = self._packed.get(number)
        return None if text is None else Card.unpacked(text)

    def by_phone(self, phone: Phone) -> tuple[MirroredCustomer, ...]:
        """Who has a number, the likeliest first; guesses count only if nobody has it in full."""
        found = self._cards(self._strong, phone.e164) or self._cards(self._weak, phone.e164)
        return _ranked(found, phone)

    def by_email(self, email: Email) -> tuple[MirroredCustomer, ...]:
        """Who has an address, the likeliest first."""
        return _ranked(self._cards(self._emails, email.address.lower()))

    def by_name(self, name: str) -> tuple[MirroredCustomer, ...]:
        """Who is called so in QuickBooks, in any case and with any spaces."""
        wanted, start = folded(name), f"{_plain(name)}{_END}"
        near = self._beginning(start, ALL)
        found = [card for card in near if folded(card.display_name) == wanted]
        return _ranked(found)

    def by_beginning(self, text: str, most: int = 10) -> tuple[MirroredCustomer, ...]:
        """Whose display, family or company name begins so, without regard to accents."""
        start = _plain(text)
        return _ranked(self._beginning(start, most)) if start else ()

    def _cards(self, table: Table, key: str) -> list[Card]:
        found = table.get(key, ())
        ids = (found,) if isinstance(found, str) else found
        return [card for number in ids if (card := self.card(number)) is not None]

    def _beginning(self, start: str, most: int) -> list[Card]:
        with self._writing:
            at = bisect_left(self._names, start)
            end = bisect_left(self._names, start + _LAST, at)
            near = self._names[at : min(end, at + most)]
        cards = (self.card(number) for number in dict.fromkeys(n.rpartition(_END)[2] for n in near))
        return [card for card in cards if card is not None]

    def _keys(self, card: Card) -> Iterator[tuple[Table, str]]:
        for line in card.lines:
            yield (self._weak if line.weak else self._strong), line.e164
        for address in card.emails:
            yield self._emails, address

    def _unlink(self, card: Card) -> None:
        for table, key in self._keys(card):
            _unlink(table, key, card.id)
        for name in _beginnings(card):
            at = bisect_left(self._names, name)
            if self._names[at : at + 1] == [name]:
                del self._names[at]


class ItemIndex:
    """Items by id and name; a company has some hundreds."""

    def __init__(self) -> None:
        """Know no item yet."""
        self._items: dict[str, MirroredItem] = {}
        self._bodies: dict[str, Body] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._items)

    @property
    def ids(self) -> set[str]:
        """The ids of all that are known."""
        return set(self._items)

    def body(self, number: str) -> Body | None:
        """An item as QuickBooks sent it."""
        return self._bodies.get(number)

    def put(self, bodies: Iterable[Body]) -> None:
        """Take in items, each in place of what was known of it."""
        for body in bodies:
            item = item_of(body)
            self.drop(item.id)
            self._items[item.id], self._bodies[item.id] = item, body
            for name in _item_names(body):
                self._names[name] = (*self._names.get(name, ()), item.id)

    def drop(self, number: str) -> None:
        """Forget an item."""
        body = self._bodies.pop(number, None)
        self._items.pop(number, None)
        for name in _item_names(body or {}):
            self._names[name] = tuple(one for one in self._names[name] if one != number)

    def by_name(self, name: str) -> MirroredItem | None:
        """An item by its name, in any case, also with its category; an active one goes first."""
        found = [self._items[number] for number in self._names.get(folded(name), ())]
        return max(found, key=lambda item: item.active, default=None)


def _item_names(body: Body) -> dict[str, None]:
    names = (str(body.get(name, "")) for name in ("FullyQualifiedName", "Name"))
    return dict.fromkeys(folded(name) for name in names if name)


def _ranked(cards: list[Card], phone: Phone | None = None) -> tuple[MirroredCustomer, ...]:
    """Active ones first, then the extension and the field the number is in, then the newest."""

    def rank(card: Card) -> tuple[bool, bool, int, int]:
        lines = [one for one in card.lines if phone is not None and one.e164 == phone.e164]
        near = min((one.field for one in lines), default=0)
        asked = phone.extension if phone is not None else ""
        other = bool(asked) and all(one.extension != asked for one in lines)
        return not card.active, other, near, -card.version[0]

    if len(cards) > 1:
        cards.sort(key=rank)
    return tuple(card.customer for card in cards)


def _plain(name: str) -> str:
    """A name without accents, case and superfluous spaces: "Muller" finds "Müller"."""
    letters = unicodedata.normalize("NFKD", folded(name))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _beginnings(card: Card) -> Iterator[str]:
    names = (card.display_name, card.family_name, card.company)
    for name in dict.fromkeys(_plain(name) for name in names if name):
        yield f"{name}{_END}{card.id}"


def _link(table: Table, key: str, number: str) -> None:
    known = table.get(key)
    if known is None:
        table[key] = number
        return
    ids = (known,) if isinstance(known, str) else known
    if number not in ids:
        table[key] = (*ids, number)


def _unlink(table: Table, key: str, number: str) -> None:
    known = table.get(key, ())
    ids = (known,) if isinstance(known, str) else known
    left = tuple(one for one in ids if one != number)
    if left:
        table[key] = left[0] if len(left) == 1 else left
    else:
        table.pop(key, None)


def _sort_in(names: list[str], fresh: list[str]) -> None:
    """A few are put where they belong; many are sorted in at once, which is quick for a tail."""
    if len(fresh) < 20:
        for name in fresh:
            insort(names, name)
    else:
        names += fresh
        names.sort()
