# Everyday commands; `just --list` names them. Each is a line that can also be typed by hand.

# Remake the five locks from pyproject.toml: hashes, no addresses, every platform and Python 3.11 to 3.13.
lock *options:
    uv pip compile pyproject.toml {{options}} --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: -q -o requirements.lock
    uv pip compile pyproject.toml {{options}} --extra noise -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: -q -o requirements-noise.lock
    uv pip compile pyproject.toml {{options}} --extra fast -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: -q -o requirements-fast.lock
    uv pip compile pyproject.toml {{options}} --extra test -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: -q -o requirements-test.lock
    uv pip compile pyproject.toml {{options}} --extra test --extra develop -c requirements-test.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: -q -o requirements-develop.lock

# Run the tests; further words go to pytest.
test *arguments:
    ./tocsin test {{arguments}}

# Everything that is checked before a change is taken in.
check:
    .ci/run
