"""What the rule of two people declines."""

from tocsin.kernel.errors import Refusal


class OwnProposal(Refusal):
    """Nobody approves what they have proposed, or what is for themselves."""

    code = "two_person.own_proposal"


class NotWaiting(Refusal):
    """It has been decided, carried out, or has run out."""

    code = "two_person.not_waiting"


class NothingTouched(Refusal):
    """What is proposed would touch nothing."""

    code = "two_person.nothing_touched"
