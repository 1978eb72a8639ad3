import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.voices.wire import LARGEST, SIZES, Message, pack, sizes, unpack

pytestmark = pytest.mark.unit

HEADS = st.dictionaries(
    st.text(min_size=1).filter(lambda key: key != "kind"),
    st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False)),
    max_size=5,
)
MESSAGES = st.builds(Message, kind=st.text(min_size=1), head=HEADS, sound=st.binary(max_size=4000))


def taken_apart(stream: bytes) -> list[Message]:
    """What the other side reads from a stream of messages."""
    messages = []
    while stream:
        head, sound = sizes(stream[: SIZES.size])
        stream = stream[SIZES.size :]
        messages.append(unpack(stream[:head], stream[head : head + sound]))
        stream = stream[head + sound :]
    return messages


@given(st.lists(MESSAGES, max_size=5))
def test_messages_come_out_as_they_went_in(messages: list[Message]) -> None:
    assert taken_apart(b"".join(map(pack, messages))) == messages


def test_sound_is_not_taken_for_text() -> None:
    message = Message("sound", {"id": 1}, b'{"kind": "done"}')

    assert taken_apart(pack(message)) == [message]


@pytest.mark.parametrize(("head", "sound"), [(LARGEST + 1, 0), (0, LARGEST + 1), (2**32 - 1, 0)])
def test_lengths_beyond_reason_are_refused(head: int, sound: int) -> None:
    with pytest.raises(ValueError, match="not a message"):
        sizes(SIZES.pack(head, sound))


def test_the_largest_message_is_let_through() -> None:
    assert sizes(SIZES.pack(LARGEST, LARGEST)) == (LARGEST, LARGEST)


def test_packing_leaves_the_head_as_it_was() -> None:
    head = {"id": 7}
    message = Message("done", head)

    pack(message)
    unpack(*_parts(pack(message)))

    assert head == {"id": 7}


def _parts(packed: bytes) -> tuple[bytes, bytes]:
    head, _ = sizes(packed[: SIZES.size])
    return packed[SIZES.size : SIZES.size + head], packed[SIZES.size + head :]
