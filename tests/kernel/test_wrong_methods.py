"""An address asked in a way it does not know answers with a sentence."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"


@pytest.mark.parametrize("address", ["/calls/", "/calls/new/", "/health/", "/api/v1/calls"])
def test_wrong_method_is_told_in_a_sentence(client, address):
    client.force_login(make.officer("lin"), backend=BACKEND)

    answer = client.delete(address)

    assert answer.status_code == 405
    told = answer.json()["message"] if address.startswith("/api/") else answer.content.decode()
    assert "此地址不接受这样的请求" in told


def test_wrong_method_names_the_methods_that_are_known(client):
    client.force_login(make.officer("lin"), backend=BACKEND)

    assert client.get("/calls/new/").headers["Allow"] == "POST"
