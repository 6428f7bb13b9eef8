"""Schemathesis drives the API by its own published description: no answer is a 500 or breaks the schema."""

from pathlib import Path

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from overt.actions.adjudicate import adjudicate
from overt.actions.name_integration import IntegrationPlan, name_integration
from overt.law.roles import Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATHS = {"/api/v1/alerts", "/api/v1/counts", "/api/v1/health"}


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.OVERSEER])
def test_no_request_gets_a_500_or_an_answer_the_schema_does_not_have(home: Path, role: Role) -> None:
    who = make.people()
    deployment = make.live(who)
    run = make.camera_run(deployment)
    adjudicate(who.operator, make.alert(run), view="not_the_same")
    make.alert(run)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add(operation.path)
        # A token for each address: one alone would be told to wait before all is tried.
        plan = IntegrationPlan(f"fuzz {operation.path}", role)
        drive(operation, name_integration(who.silver, deployment, plan).token)
    assert seen == PATHS


def drive(operation: schemathesis.APIOperation, token: str) -> None:
    @given(case=operation.as_strategy())
    @hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    holds()
