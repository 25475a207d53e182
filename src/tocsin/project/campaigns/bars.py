"""Bars behind the doors: each stops an act or a look, and can be dropped for the length of a block.

Where a door's cells cannot show a check to be missing, whoever it must stop tries it directly.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from types import FunctionType

from django.db import DatabaseError, connection

from tocsin.kernel.errors import Refusal
from tocsin.project.campaigns.knocking import undone
from tocsin.project.campaigns.mutants import Mutant, compiled_as, with_code

Dropped = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A check, how it is dropped, and what must not go through while it stands."""

    name: str
    kind: str
    dropped: Dropped
    tried: Callable[[], object]

    @property
    def mutant(self) -> Mutant:
        """Return it as a check that can be dropped."""
        return Mutant(f"{self.kind}: {self.name}", self.kind, self.name, self.dropped)

    def opens(self) -> bool:
        """Say whether what must be refused goes through, or ends otherwise than in a refusal."""
        with undone():
            try:
                self.tried()
            except Refusal:
                return False
            except DatabaseError:
                # A second bar, of the database; that the first is missing shows all the same.
                return True
        return True


class Guard(ast.NodeTransformer):
    """Leaves out one question that is answered by a refusal."""

    def __init__(self, refusal: str, nth: int) -> None:
        self.refusal, self.before = refusal, nth

    def visit_If(self, node: ast.If) -> ast.AST:
        """Leave the question out where it is the one."""
        self.generic_visit(node)
        raised = node.body[0]
        call = raised.exc if isinstance(raised, ast.Raise) else None
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != self.refusal:
            return node
        self.before -= 1
        return ast.copy_location(ast.Pass(), node) if self.before == -1 else node


class Called(ast.NodeTransformer):
    """Leaves out what a queryset is narrowed by."""

    def __init__(self, narrowed: str) -> None:
        self.narrowed = narrowed

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Leave the narrowing out, or the one word of it."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == self.narrowed:
            return node.func.value
        node.keywords = [word for word in node.keywords if word.arg != self.narrowed]
        return node


def without_guard(act: object, refusal: type[Refusal], nth: int = 0) -> Dropped:
    """Let an act run without one of its questions: the nth that ends in this refusal."""
    return partial(without, act, Guard(refusal.__name__, nth))


def without_narrowing(act: object, narrowed: str) -> Dropped:
    """Let a function forget a call or a word that keeps rows out."""
    return partial(without, act, Called(narrowed))


@contextmanager
def without(act: object, dropper: ast.NodeTransformer) -> Iterator[None]:
    """Let a function run as it reads with something left out."""
    function = inspect.unwrap(act)  # type: ignore[arg-type] # whatever was decorated
    assert isinstance(function, FunctionType)  # noqa: S101 - only functions are named
    tree = ast.parse(inspect.getsource(function))
    before = ast.dump(tree)
    changed = dropper.visit(tree)
    assert ast.dump(changed) != before, f"{function.__name__} has no such check"  # noqa: S101 - else nothing is dropped
    with with_code(function, compiled_as(function, changed)):
        yield


@contextmanager
def with_statements(drop: str, restore: str) -> Iterator[None]:
    """Let the database be without something."""
    execute(drop)
    try:
        yield
    finally:
        execute(restore)


def without_condition(function: str, condition: str) -> Dropped:
    """Let a function of the database forget a condition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        (whole,) = cursor.fetchone()
    assert condition in whole, f"{function} has no such condition"  # noqa: S101 - else nothing is dropped
    return partial(with_statements, whole.replace(condition, "true"), whole)


def execute(statement: str) -> None:
    """Do one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def without_void(module: object) -> Dropped:
    """Let a proposal hold though what it touches has changed."""
    return partial(with_answer, module, "changed")


@contextmanager
def with_answer(module: object, name: str) -> Iterator[None]:
    """Let a function of a module always say no."""
    kept = getattr(module, name)
    setattr(module, name, lambda *_given: False)
    try:
        yield
    finally:
        setattr(module, name, kept)
