"""Acts at the same moment, each in a thread and a real transaction of its own."""

import threading

from django.db import connection

from tocsin.kernel.errors import Refusal


def together(*acts):
    """Run acts at once; return what each gave or refused, in their order."""
    gate = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def play(index, act):
        try:
            gate.wait(timeout=10)
            outcomes[index] = act()
        except Refusal as refusal:
            outcomes[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=play, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def refusals(outcomes):
    """Keep the acts that were refused."""
    return [one for one in outcomes if isinstance(one, Refusal)]
