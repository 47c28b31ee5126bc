"""How it stands with hubs, on the page and in the metrics of a running bot."""

from __future__ import annotations

import pytest

from bot.web.hubs import host_of, without_password
from tests.fakes.web import browser
from tests.hubs.house import House

pytestmark = pytest.mark.anyio


async def page(house: House) -> str:
    """The page's text, white space collapsed."""
    await house.hubs._store_counts()
    async with browser(house.base) as http:
        return " ".join((await http.get("/")).text.split())


async def metrics(house: House) -> dict[str, float]:
    """The hubs' figures: name with the state -> value."""
    await house.hubs._store_counts()
    async with browser(house.base) as http:
        lines = (await http.get("/metrics")).text.splitlines()
    labels = f'{{feed="{house.feed}",hub="127.0.0.1"'
    return {
        line.replace(labels, "").rpartition("}")[0]: float(line.rpartition(" ")[2]) for line in lines if labels in line
    }


async def test_a_hub_is_shown_from_when_it_is_named_to_what_it_missed(house: House) -> None:
    assert "hub 127.0.0.1 · about to be asked" in await page(house)
    assert (await metrics(house))['newsbell_hub_state,state="wanted"'] == 1
    house.hub.silent = True
    await house.ask()
    assert "hub 127.0.0.1 · asked, not verified yet; asked again in 10 min" in await page(house)
    house.hub.silent = False
    house.clock.forward(minutes=11)
    await house.ask()
    known = await house.agreed()
    assert f"hub 127.0.0.1 · verified, pushes until {known.until:%Y-%m-%d %H:%M} UTC" in await page(house)
    assert "of the latest entries" not in await page(house)
    house.clock.forward(minutes=3)
    await house.push("The final is played again")
    house.server.publish("/feed", "The cup is lost")
    await house.poll()
    text, figures = await page(house), await metrics(house)
    assert "of the latest entries it brought 1 and missed 1, which polls found" in text
    assert known.secret not in text and known.key not in text
    assert figures['newsbell_hub_state,state="verified"'] == 1
    assert figures['newsbell_hub_state,state="failed"'] == 0
    assert known.until is not None
    assert figures["newsbell_hub_lease_end_timestamp_seconds"] == known.until.timestamp()
    assert round(figures["newsbell_hub_pushed"]) == round(figures["newsbell_hub_missed"]) == 1


async def test_why_a_hub_failed_is_shown_and_cannot_bite(house: House) -> None:
    house.hub.denies = "no <script>more</script> room"
    await house.ask()
    text = await page(house)
    assert "hub 127.0.0.1 · failed; asked again in 1 d" in text
    assert "refuses: no &lt;script&gt;more&lt;/script&gt; room" in text and "<script" not in text
    assert (await metrics(house))['newsbell_hub_state,state="failed"'] == 1


async def test_a_renewal_that_failed_is_said_beside_the_lease(house: House) -> None:
    house.hub.lease = 3600
    await house.ask()
    house.hub.answers = 500
    house.clock.forward(minutes=50)
    await house.ask()
    text = await page(house)
    assert "verified, pushes until" in text and "It answers 500" in text
    house.clock.forward(minutes=11)
    assert "hub 127.0.0.1 · failed" in await page(house), "the lease has ended"


async def test_a_feed_that_names_no_hub_any_more_is_shown_without(house: House) -> None:
    await house.ask()
    await house.names("")
    assert "hub 127.0.0.1 · being told that nothing is wanted any more" in await page(house)
    await house.ask()
    assert "hub 127.0.0.1" not in await page(house)
    assert await metrics(house) == {}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://user:word@e.org/feed?a=b@c", "https://e.org/feed?a=b@c"),
        ("https://e.org/@user/feed", "https://e.org/@user/feed"),
        ("https://user@[::1/feed", "[::1/feed"),
    ],
)
def test_no_password_is_shown(address: str, shown: str) -> None:
    assert without_password(address) == shown
    assert "word" not in host_of(address)
