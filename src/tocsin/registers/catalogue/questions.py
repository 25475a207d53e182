"""Questions that an incident type asks of the caller, and what the answers do to its urgency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.registers.catalogue import reading
from tocsin.registers.catalogue.errors import Malformed
from tocsin.registers.catalogue.states import QuestionKind, Urgency

QUESTION_FACTS = frozenset({"id", "zh", "en", "kind", "choices", "raises_priority"})
CHOICE_FACTS = frozenset({"value", "zh", "en"})
RULE_FACTS = frozenset({"answer", "at_least", "at_most", "to"})
LARGEST = 100_000_000
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer that may be picked."""

    value: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        """The answer in the reader's language."""
        return in_language(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class RaiseRule:
    """An answer that makes the call at least this urgent."""

    to: Urgency
    answer: str | None = None
    at_least: int | None = None
    at_most: int | None = None

    @classmethod
    def read(cls, value: object) -> "RaiseRule":
        """Read one rule, or say what is wrong with it."""
        document = reading.facts(value, known=RULE_FACTS)
        tests = document.keys() & {"answer", "at_least", "at_most"}
        if len(tests) != 1:
            raise Malformed(_("A rule names one of: answer, at_least, at_most."))
        to = reading.one_of(reading.fact(document, "to"), Urgency)
        if "answer" in tests:
            return cls(to=to, answer=reading.text(document["answer"], longest=40))
        bound = reading.whole(document[tests.pop()], least=0, most=LARGEST)
        if "at_least" in document:
            return cls(to=to, at_least=bound)
        return cls(to=to, at_most=bound)

    def met_by(self, answer: str) -> bool:
        """Say whether an accepted answer sets the rule off."""
        if self.answer is not None:
            return answer == self.answer
        number = int(answer)
        if self.at_least is not None:
            return number >= self.at_least
        return self.at_most is not None and number <= self.at_most

    def written(self) -> dict[str, object]:
        """Write the rule the way it is stored."""
        tests = {"answer": self.answer, "at_least": self.at_least, "at_most": self.at_most}
        named = {name: test for name, test in tests.items() if test is not None}
        return {**named, "to": int(self.to)}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the caller."""

    id: str
    zh: str
    en: str
    kind: QuestionKind
    choices: tuple[AnswerChoice, ...] = ()
    raises_priority: tuple[RaiseRule, ...] = ()

    @classmethod
    def read(cls, value: object) -> "Question":
        """Read one question, or say what is wrong with it."""
        document = reading.facts(value, known=QUESTION_FACTS)
        question = cls(
            id=reading.text(reading.fact(document, "id"), longest=40),
            zh=reading.text(reading.fact(document, "zh"), longest=120),
            en=reading.text(reading.fact(document, "en"), longest=200),
            kind=reading.one_of(reading.fact(document, "kind"), QuestionKind),
            choices=read_choices(document.get("choices", [])),
            raises_priority=tuple(
                RaiseRule.read(rule)
                for rule in reading.items(document.get("raises_priority", []), most=10)
            ),
        )
        question.check_whole()
        return question

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return in_language(self.zh, self.en)

    def allowed(self) -> frozenset[str]:
        """List the answers that may be picked; empty where the answer is typed."""
        if self.kind == QuestionKind.YES_NO:
            return frozenset({YES, NO})
        return frozenset(choice.value for choice in self.choices)

    def check_whole(self) -> None:
        """Refuse choices or rules that the kind of question cannot have."""
        if (self.kind == QuestionKind.CHOICE) != bool(self.choices):
            raise Malformed(
                _("Only a question with a list of answers has choices, and it needs them.")
            )
        for rule in self.raises_priority:
            if self.kind == QuestionKind.NUMBER and rule.answer is None:
                continue
            if rule.answer is None or rule.answer not in self.allowed():
                raise Malformed(
                    _("A rule of the question “{id}” tests an answer nobody can give.").format(
                        id=self.id
                    )
                )

    def accept(self, answer: str) -> str:
        """Return the answer as it is kept, or say why it is no answer to this question."""
        given = reading.text(answer, longest=500)
        if self.kind == QuestionKind.NUMBER:
            if not (given.isascii() and given.isdigit() and int(given[:12]) <= LARGEST):
                raise Malformed(
                    _("“{question}” is answered by a whole number.").format(question=self.label)
                )
            return str(int(given))
        if self.allowed() and given not in self.allowed():
            raise Malformed(
                _("“{question}” is answered from its list.").format(question=self.label)
            )
        return given

    def written(self) -> dict[str, object]:
        """Write the question the way it is stored."""
        return {
            "id": self.id,
            "zh": self.zh,
            "en": self.en,
            "kind": self.kind.value,
            "choices": [{"value": c.value, "zh": c.zh, "en": c.en} for c in self.choices],
            "raises_priority": [rule.written() for rule in self.raises_priority],
        }


@dataclass(frozen=True, slots=True)
class Weighed:
    """How urgent a call is after its answers, and which answers raised it."""

    level: Urgency
    because: tuple[Question, ...]


def in_language(zh: str, en: str) -> str:
    """Pick the wording in the reader's language; Chinese comes first."""
    return en if (get_language() or "").startswith("en") and en else zh


def read_choices(value: object) -> tuple[AnswerChoice, ...]:
    """Read the answers that may be picked, each value once."""
    choices = []
    for item in reading.items(value, most=20):
        document = reading.facts(item, known=CHOICE_FACTS)
        choices.append(
            AnswerChoice(
                value=reading.text(reading.fact(document, "value"), longest=40),
                zh=reading.text(reading.fact(document, "zh"), longest=60),
                en=reading.text(reading.fact(document, "en"), longest=80),
            )
        )
    if len({choice.value for choice in choices}) != len(choices):
        raise Malformed(_("Two choices of a question have the same value."))
    return tuple(choices)


def read_questions(value: object) -> tuple[Question, ...]:
    """Read the questions of a type; each id once."""
    questions = [Question.read(item) for item in reading.items(value, most=20)]
    if len({question.id for question in questions}) != len(questions):
        raise Malformed(_("Two questions of a type have the same id."))
    return tuple(questions)


def weigh(questions: Sequence[Question], answers: Mapping[str, str], *, usual: int) -> Weighed:
    """Raise the usual urgency as far as the answers demand; answers never lower it."""
    level, because = Urgency(usual), []
    for question in questions:
        answer = answers.get(question.id, "").strip()
        if not answer:
            continue
        given = question.accept(answer)
        raised = [rule.to for rule in question.raises_priority if rule.met_by(given)]
        if raised and min(raised) < usual:
            because.append(question)
            level = min(level, *raised)
    return Weighed(level, tuple(because))
