from tests.core.addressing.registers import resolver
from tocsin.project.bench.address_strings import answer_arbitrary


def test_whatever_is_typed_instead_of_an_address_is_answered_soon_and_without_a_fault():
    asked = answer_arbitrary(resolver(), 300, seed=7)

    assert asked.strings == 300
    # A machine that does much else at once is slower; a pattern that runs away takes seconds.
    assert asked.slowest_ms < 200
