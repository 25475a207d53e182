"""Questions to the caller as fields of a form: what is typed becomes the stored document."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from tocsin.registers.catalogue.plan_fields import number_of
from tocsin.registers.catalogue.questions import Question, RaiseRule
from tocsin.registers.catalogue.states import QuestionKind

MOST_QUESTIONS = 20
PARTS = 3
ARROW = "->"
TESTS = {">=": "at_least", "<=": "at_most"}


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """One question as it stands in the form: choices and rules one a line."""

    id: str = ""
    zh: str = ""
    en: str = ""
    kind: str = QuestionKind.YES_NO.value
    choices: str = ""
    rules: str = ""

    @classmethod
    def of(cls, asked: Question) -> "QuestionFields":
        """Show a stored question."""
        return cls(
            asked.id,
            asked.zh,
            asked.en,
            asked.kind.value,
            "\n".join(f"{one.value} | {one.zh} | {one.en}" for one in asked.choices),
            "\n".join(rule_shown(rule) for rule in asked.raises_priority),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not any(part.strip() for part in (self.id, self.zh, self.en, self.choices))

    def document(self) -> dict[str, object]:
        """Write what was typed the way a type stores it."""
        return {
            "id": self.id,
            "zh": self.zh,
            "en": self.en,
            "kind": self.kind,
            "choices": [choice_typed(line) for line in lines_of(self.choices)],
            "raises_priority": [rule_typed(line) for line in lines_of(self.rules)],
        }


def questions_shown(questions: Iterable[Question]) -> list[QuestionFields]:
    """Show stored questions, and room for one more."""
    return [*(QuestionFields.of(asked) for asked in questions), QuestionFields()]


def questions_typed(post: QueryDict) -> list[QuestionFields]:
    """Take the questions as typed, those that say anything."""
    typed = [
        QuestionFields(
            *(
                post.get(f"question-{place}-{part}", "")
                for part in ("id", "zh", "en", "kind", "choices", "rules")
            )
        )
        for place in range(MOST_QUESTIONS)
    ]
    return [fields for fields in typed if not fields.is_empty]


def lines_of(text: str) -> list[str]:
    """Take the lines that say anything."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def choice_typed(line: str) -> dict[str, object]:
    """Read one answer; what is missing stays empty, and the question refuses it in its own words.

    >>> choice_typed("bank | 银行 | Bank")
    {'value': 'bank', 'zh': '银行', 'en': 'Bank'}
    """
    value, zh, en = [*(part.strip() for part in line.split("|")), "", "", ""][:PARTS]
    return {"value": value, "zh": zh, "en": en}


def rule_typed(line: str) -> dict[str, object]:
    """Read one rule: an answer, or a bound of a number, and the urgency it raises to.

    >>> rule_typed("yes -> 1"), rule_typed(">= 3 -> 2")
    ({'to': 1, 'answer': 'yes'}, {'to': 2, 'at_least': 3})
    """
    tested, _arrow, to = (part.strip() for part in line.partition(ARROW))
    for sign, name in TESTS.items():
        if tested.startswith(sign):
            return {"to": number_of(to), name: number_of(tested.removeprefix(sign))}
    return {"to": number_of(to), "answer": tested}


def rule_shown(rule: RaiseRule) -> str:
    """Write one rule as a line.

    >>> from tocsin.registers.catalogue.states import Urgency
    >>> rule_shown(RaiseRule(Urgency(1), at_most=5))
    '<= 5 -> 1'
    """
    if rule.at_least is not None:
        return f">= {rule.at_least} {ARROW} {int(rule.to)}"
    if rule.at_most is not None:
        return f"<= {rule.at_most} {ARROW} {int(rule.to)}"
    return f"{rule.answer} {ARROW} {int(rule.to)}"
