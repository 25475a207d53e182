"""Access checks dropped one at a time, in the running program, to see whether anybody notices."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from types import CodeType, FunctionType

from django.db import connection
from ninja.operation import Operation
from psycopg import sql

from tocsin.kernel.access.policies import ATTRIBUTE, PUBLIC, SIGNED_IN, Policy
from tocsin.kernel.access.rowlevel import hold_apart, tables
from tocsin.kernel.shell import confirming
from tocsin.project.campaigns.doors import Door, holders_of

WITHIN = "within"
OF_BUREAU = frozenset({"bureau", "bureau_id", "to_bureau_id"})

# Checks that no knock can show to be missing, and why; they are told of, and not counted.
OF_THE_TABLE = "behind the door, table_for asks for the roles of the table and refuses by itself"
OUT_OF_REACH = {
    f"sheets:{name}: any role": OF_THE_TABLE
    for name in (
        "confirm",
        "decide_pair",
        "export",
        "faults",
        "pairs",
        "preview",
        "progress",
        "send",
        "table",
        "withdraw",
    )
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A check that can be dropped for the length of a block, and where it stands."""

    name: str
    kind: str
    where: str
    dropped: Callable[[], AbstractContextManager[None]]


def mutants_of(door: Door) -> Iterator[Mutant]:
    """Drop the question for roles, and the question who it is."""
    if door.policy.everyone:
        return
    drop = without_holders if door.for_programs else with_policy
    if door.policy.roles:
        yield Mutant(f"{door.name}: any role", "role", door.name, lambda: drop(door, SIGNED_IN))
    yield Mutant(f"{door.name}: anybody", "sign_in", door.name, lambda: drop(door, PUBLIC))
    if door.grave:
        yield Mutant(f"{door.name}: not again", "again", door.name, without_showing)


@contextmanager
def without_showing() -> Iterator[None]:
    """Take it that everybody has shown just now who they are."""
    asked = "did_recently_reauthenticate"
    kept = getattr(confirming, asked)
    setattr(confirming, asked, lambda _request: True)
    try:
        yield
    finally:
        setattr(confirming, asked, kept)


@contextmanager
def with_policy(door: Door, policy: Policy) -> Iterator[None]:
    """Let a page declare another policy."""
    setattr(door.guarded, ATTRIBUTE, policy)
    try:
        yield
    finally:
        setattr(door.guarded, ATTRIBUTE, door.policy)


@contextmanager
def without_holders(door: Door, policy: Policy) -> Iterator[None]:
    """Let an operation ask for no role, or for nobody at all."""
    operation = door.guarded
    assert isinstance(operation, Operation)  # noqa: S101 - only operations come here
    kept = list(operation.auth_callbacks)
    holders = holders_of(operation)
    assert holders is not None  # noqa: S101 - a door of the interface has them
    roles, holders.roles = holders.roles, frozenset()
    if policy == PUBLIC:
        operation.auth_callbacks = []
    try:
        yield
    finally:
        holders.roles = roles
        operation.auth_callbacks = kept


def scope_mutants() -> Iterator[Mutant]:
    """Drop, function by function, what keeps rows of other bureaus out where rows are fetched."""
    for function in access_functions():
        code = code_without_checks(function)
        where = f"{function.__module__}.{function.__name__}"
        if code is not None:
            yield Mutant(where, "scope", where, partial(without_check, function, code))


def access_functions() -> Iterator[FunctionType]:
    """List the functions that fetch rows for somebody: those of every `access` module."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("tocsin.") and name.endswith(".access"):
            for found in vars(module).values():
                if isinstance(found, FunctionType) and found.__module__ == name:
                    yield found


def code_without_checks(function: FunctionType) -> CodeType | None:
    """Compile a function without its checks, if it has any."""
    tree = ast.parse(inspect.getsource(function))
    if not any(isinstance(node, ast.Call) and is_check(node) for node in ast.walk(tree)):
        return None
    return compiled_as(function, Dropper().visit(tree))


def compiled_as(function: FunctionType, tree: ast.Module) -> CodeType:
    """Compile a function as it reads in a tree, without what decorates it."""
    [written] = tree.body
    assert isinstance(written, ast.FunctionDef)  # noqa: S101 - the source of one function
    written.decorator_list = []
    made: dict[str, object] = {}
    program = compile(ast.fix_missing_locations(tree), function.__code__.co_filename, "exec")
    exec(program, dict(function.__globals__), made)  # noqa: S102 - our own source, less a check
    again = made[function.__name__]
    assert isinstance(again, FunctionType)  # noqa: S101 - as it was written
    return again.__code__


def is_check(call: ast.Call) -> bool:
    """Say whether a call keeps rows of other bureaus out."""
    named = isinstance(call.func, ast.Attribute)
    within = named and call.func.attr == WITHIN  # type: ignore[attr-defined] # seen above
    return within or (named and any(word.arg in OF_BUREAU for word in call.keywords))


class Dropper(ast.NodeTransformer):
    """Leaves checks out: rows stay as they are, and filters forget the bureau."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Leave one check out, and those inside it."""
        self.generic_visit(node)
        if not is_check(node):
            return node
        if isinstance(node.func, ast.Attribute) and node.func.attr == WITHIN:
            return node.args[0]
        node.keywords = [word for word in node.keywords if word.arg not in OF_BUREAU]
        return node


@contextmanager
def with_code(function: FunctionType, code: CodeType) -> Iterator[None]:
    """Let a function run as it reads without the check, wherever it is known."""
    kept, function.__code__ = function.__code__, code
    try:
        yield
    finally:
        function.__code__ = kept


@contextmanager
def without_check(function: FunctionType, code: CodeType) -> Iterator[None]:
    """Drop the check of a function, and what the database would still keep out."""
    with nothing_beneath(), with_code(function, code):
        yield


@contextmanager
def nothing_beneath() -> Iterator[None]:
    """Take row-level security off the desks, so that a check that is dropped can be noticed."""
    connection.ensure_connection()
    line = connection.connection
    line.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables(line):
        name = sql.Identifier(table.name)
        line.execute(sql.SQL("ALTER TABLE public.{} DISABLE ROW LEVEL SECURITY").format(name))
    try:
        yield
    finally:
        connection.ensure_connection()
        hold_apart(connection.connection)
