"""When the database is away the answer says so, and asks it for nothing."""

import json

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from tocsin.kernel.shell.views import fault


def answer_to(request, error):
    try:
        raise error
    except type(error):
        return fault(request)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_person_is_asked_to_try_again(headers):
    request = RequestFactory(headers=headers).get("/calls/")

    response = answer_to(request, OperationalError("the connection is closed"))

    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert "数据库" in response.content.decode()


def test_program_is_told_in_json():
    response = answer_to(RequestFactory().get("/api/v1/calls"), OperationalError("closed"))

    assert response.status_code == 503
    assert json.loads(response.content)["code"] == "unavailable"
