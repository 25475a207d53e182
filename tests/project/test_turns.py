"""One at a time; whoever can wait lets the others go first, but not for ever."""

import asyncio

from tocsin.project.turns import ONE_OF, Turn


async def served(lines: list[tuple[str, bool]], cancelled: str = "") -> list[str]:
    """Let all wait for a turn that is taken; say in which order they get it."""
    turn, order = Turn(), []

    async def take(name: str, can_wait: bool) -> None:  # noqa: FBT001 - one line each
        async with turn.of(can_wait=can_wait):
            order.append(name)
            await asyncio.sleep(0)

    async with turn.of(can_wait=False):
        tasks = {name: asyncio.create_task(take(name, can_wait)) for name, can_wait in lines}
        await asyncio.sleep(0)
        if cancelled:
            tasks[cancelled].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    async with turn.of(can_wait=True):
        order.append("end")
    return order


def test_calls_go_before_pages_that_renew_themselves():
    order = asyncio.run(served([("page", True), ("call 1", False), ("call 2", False)]))

    assert order == ["call 1", "call 2", "page", "end"]


def test_a_page_comes_in_between_where_calls_never_end():
    calls = [(f"call {n}", False) for n in range(3 * ONE_OF)]

    order = asyncio.run(served([("page", True), *calls]))

    assert order.index("page") < ONE_OF


def test_whoever_gives_up_keeps_nobody_waiting():
    order = asyncio.run(served([("call 1", False), ("call 2", False)], cancelled="call 1"))

    assert order == ["call 2", "end"]
