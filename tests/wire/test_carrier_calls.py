import asyncio
from typing import Any

import pytest
import structlog

from agent.bench.phone import Phone
from office.calls import list_calls, one_call
from office.logs import configure_logs

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

GOODBYE = "No, that's all. Goodbye."


def ended(phone: Phone) -> str:
    return next((facts["reason"] for event, facts in phone.told if event == "ended"), "")


def heard_of(phone: Phone, event: str) -> bool:
    return any(what == event for what, _ in phone.told)


async def last_call(wired: Any) -> Any:
    line = (await list_calls(wired.house.store))[0]
    record = await one_call(wired.house.store, line.id)
    assert record is not None
    return record


async def outcome(wired: Any, wanted: str) -> str:
    """The last call's outcome, once it is the wanted one or time is up."""
    found = ""
    for _ in range(100):
        found = (await last_call(wired)).head["outcome"]
        if found == wanted:
            break
        await asyncio.sleep(0.05)
    return found


async def test_caller_who_hangs_up_is_written_down_as_that(wired: Any) -> None:
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
    assert await outcome(wired, "hung_up") == "hung_up"
    assert wired.house.admission.taken == 0


async def test_desk_hangs_up_only_after_its_goodbye_was_heard(wired: Any) -> None:
    wired.heard.append(GOODBYE)
    async with wired.phone().call() as phone:
        await phone.until_quiet()
        said_before = len(phone.sounds)
        await phone.answer_ms()
        await phone.until(lambda: ended(phone))
        now = asyncio.get_running_loop().time()
        goodbye = phone.sounds[said_before:]
    assert ended(phone) == "desk"
    spoken = sum(seconds for _, seconds in goodbye)
    # The mark comes back with the tick that plays the last 20 ms.
    assert now >= goodbye[0][0] + spoken - 0.02
    assert await outcome(wired, "finished") == "finished"


async def test_lost_line_is_taken_up_again_with_an_apology(wired: Any) -> None:
    wired.exchange.faults.drop_streams, wired.exchange.faults.drop_stream_after = 1, 0.5
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
        first = phone.started
        await phone.until(lambda: phone.started > first)
        before = len(phone.sounds)
        await phone.until(lambda: len(phone.sounds) > before)
        record = await last_call(wired)
    assert record.head["resumed"] == 1
    assert "sorry" in record.turns[-1]["text"].lower()


async def test_line_that_is_lost_again_and_again_ends_at_the_voicemail(wired: Any) -> None:
    wired.exchange.faults.drop_streams, wired.exchange.faults.drop_stream_after = 3, 0.3
    async with wired.phone().call() as phone:
        await phone.until(lambda: heard_of(phone, "recording"))
        phone.talk()
        await asyncio.sleep(0.5)
    follow_ups = await wired.house.tray.open_follow_ups()
    assert [todo.kind for todo in follow_ups].count("voicemail") == 1


async def test_call_too_many_hears_a_line_and_reaches_the_voicemail(wired: Any) -> None:
    async with wired.phone("+16145550172").call() as one, wired.phone("+16145550173").call() as two:
        await one.until(lambda: one.sounds)
        await two.until(lambda: two.sounds)
        async with wired.phone("+16145550174").call() as last:
            await last.until(lambda: heard_of(last, "recording"))
        said = [facts["text"] for event, facts in last.told if event == "said"]
        assert said
        assert last.sounds == []
    async with wired.phone("+16145550175").call() as next_one:
        await next_one.until(lambda: next_one.sounds)


async def test_desk_that_dies_in_a_call_leaves_the_voicemail(wired: Any) -> None:
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
        wired.exchange.desk_url = "http://127.0.0.1:9"
        wired.exchange.faults.drop_streams = 1
        await phone.until(lambda: heard_of(phone, "recording"))


async def test_desk_that_is_gone_when_it_rings_leaves_the_numbers_voicemail(wired: Any) -> None:
    wired.exchange.desk_url = "http://127.0.0.1:9"
    async with wired.phone().call() as phone:
        await phone.until(lambda: heard_of(phone, "recording"))
    assert wired.exchange.warnings[0].startswith("11200")
    assert await list_calls(wired.house.store) == []


async def test_caller_of_a_number_without_fallback_hears_that_it_failed(wired: Any) -> None:
    wired.exchange.desk_url, wired.exchange.fallback = "http://127.0.0.1:9", ""
    async with wired.phone().call() as phone:
        await phone.until(lambda: ended(phone))
    assert [event for event, _ in phone.told] == ["ringing", "answered", "said", "ended"]
    assert "application error" in phone.told[2][1]["text"]


async def test_carrier_that_refuses_to_hang_up_does_not_keep_the_line_open(wired: Any) -> None:
    wired.heard.append(GOODBYE)
    wired.exchange.faults.rest_failures, wired.exchange.faults.rest_status = 99, 500
    async with wired.phone().call() as phone:
        await phone.until_quiet()
        await phone.answer_ms()
        await phone.until(lambda: ended(phone))
    assert ended(phone) == "desk"


async def test_caller_speaking_into_the_greeting_silences_it(wired: Any) -> None:
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
        phone.talk()
        await phone.until(lambda: phone.cleared > 0)
        await asyncio.sleep(0.4)
        assert [at for at, _ in phone.sounds if 0 < at - phone.cleared < 0.4] == []


@pytest.mark.usefixtures("own_logs")
async def test_no_name_or_number_of_a_caller_is_in_the_log(
    wired: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    configure_logs("json")
    wired.heard.append("My name is Lisa Park.")
    async with wired.phone("+16145550171").call() as phone:
        await phone.until_quiet()
        await phone.answer_ms()
    structlog.get_logger().info("call_looked_at")
    out, err = capfd.readouterr()
    assert "call_looked_at" in err
    for secret in ("5550171", "Lisa", "Park"):
        assert secret not in out + err


async def test_caller_who_hangs_up_while_it_rings_is_written_down(wired: Any) -> None:
    account = wired.house.settings.account
    form = {
        "AccountSid": account.sid,
        "CallSid": "CA" + "7" * 32,
        "From": "+16145550171",
        "To": account.number,
        "CallStatus": "ringing",
    }
    assert await wired.exchange.webhook("/twilio/voice", form) is not None
    await wired.exchange.webhook("/twilio/status", form | {"CallStatus": "no-answer"})
    assert await outcome(wired, "hung_up") == "hung_up"
