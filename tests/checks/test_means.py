"""By which means nothing of ours is done: read from the sources themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from checks.tracked import ROOT, files

# What is never part of a bureau's work: it breaks things on purpose, or measures.
ON_PURPOSE = ("src/tocsin/project/campaigns/", "src/tocsin/project/bench/")
# Who asks other machines for anything; whom, the settings say.
ASKS_OTHERS = {"src/tocsin/adapters/witnesses/peer.py"}
ASKING = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "smtplib", "ftplib"}
# What the library of cryptography is used for.
CIPHERS = {
    "cryptography.exceptions.InvalidSignature",
    "cryptography.exceptions.InvalidTag",
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PrivateKey",
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PublicKey",
    "cryptography.hazmat.primitives.asymmetric.x25519.X25519PrivateKey",
    "cryptography.hazmat.primitives.asymmetric.x25519.X25519PublicKey",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.hashes.SHA256",
    "cryptography.hazmat.primitives.kdf.hkdf.HKDF",
}
OTHER_CRYPTOGRAPHY = {"Crypto", "Cryptodome", "nacl", "OpenSSL", "rsa", "jwt", "ssl"}
WEAK_HASHES = {"md5", "sha1", "new"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Parse what a bureau runs."""
    for path in files(ROOT, ".py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("src/") and not name.startswith(ON_PURPOSE):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


SOURCES = dict(sources())


def imported(tree: ast.Module) -> Iterator[str]:
    """Name what is imported, wholly or in parts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Name what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def importing(*names: str) -> set[str]:
    """Name the files that import any of the modules."""
    return {
        path
        for path, tree in SOURCES.items()
        if any(
            one == name or one.startswith(f"{name}.") for one in imported(tree) for name in names
        )
    }


def test_the_sources_are_read():
    assert len(SOURCES) > 400
    assert importing("django")


def test_no_command_goes_through_a_shell():
    found = [
        (path, name)
        for path, tree in SOURCES.items()
        for name, call in calls(tree)
        if name
        in {"os.system", "os.popen", "subprocess.getoutput", "asyncio.create_subprocess_shell"}
        or any(
            one.arg == "shell" and not (isinstance(one.value, ast.Constant) and not one.value.value)
            for one in call.keywords
        )
    ]
    assert found == []


def test_no_text_is_run_as_a_program_or_a_template():
    found = [
        (path, name)
        for path, tree in SOURCES.items()
        for name, _call in calls(tree)
        if name in {"eval", "exec", "compile", "Template"}
        or name.endswith((".from_string", ".render_template_string"))
    ]
    assert found == []


def test_nothing_is_read_back_as_an_object_of_any_kind():
    assert importing(*READS_OBJECTS) == set()


def test_only_the_witnesses_are_asked_over_the_network():
    assert importing(*ASKING) == ASKS_OTHERS


def test_ciphers_and_signatures_are_those_of_one_library():
    used = {
        one
        for tree in SOURCES.values()
        for one in imported(tree)
        if one.startswith("cryptography.") and one.rpartition(".")[2][:1].isupper()
    }
    assert used == CIPHERS
    assert importing(*OTHER_CRYPTOGRAPHY) == set()


def test_no_weak_hash_is_used():
    weak = [
        (path, name)
        for path, tree in SOURCES.items()
        for name, _call in calls(tree)
        if name.startswith("hashlib.") and name.rpartition(".")[2] in WEAK_HASHES
    ]
    parts = {
        one for tree in SOURCES.values() for one in imported(tree) if one.startswith("hashlib.")
    }
    assert weak == []
    assert parts <= {"hashlib.sha256", "hashlib.blake2b", "hashlib.sha512"}


def test_chance_that_nobody_may_guess_comes_from_the_system():
    """The other kind of chance belongs to the invented county and to what is drawn on purpose."""
    assert importing("random") <= {
        path
        for path in SOURCES
        if path.startswith(("src/tocsin/core/county", "src/tocsin/adapters/sim"))
    }


@pytest.mark.parametrize(
    "name", ["ldap", "ldap3", "pymemcache", "graphene", "websockets", "channels"]
)
def test_what_is_said_not_to_be_used_is_not(name):
    assert importing(name) == set()


def test_no_page_listens_to_messages_of_other_pages():
    scripts = [path for path in files(ROOT, ".js") if path.is_relative_to(ROOT / "src")]
    assert len(scripts) > 20
    heard = ("postMessage(", 'window.addEventListener("message"', "window.onmessage")
    assert [path.name for path in scripts if any(word in text_of(path) for word in heard)] == []


def text_of(path: Path) -> str:
    """Read a file."""
    return path.read_text(encoding="utf-8")
