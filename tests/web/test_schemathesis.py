"""The API held against its own OpenAPI document by machine: made requests, good and bad, and what comes back.

Nothing may fail on the server, and every answer must be one that the document tells of, in form, headers and fields.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from starlette.types import Receive, Scope, Send
from workspace import HOME, app_of

LEFT_OUT = [positive_data_acceptance, negative_data_rejection]
"""No document can say which cursors are good; and a word without a value, as forms send what was left empty, counts as
not given, where the document could only call it bad."""
EXAMPLES = 15
"""Good requests an operation, and as many bad ones."""
PATHS = (
    *("/reports", "/reports/{report_id}", "/events", "/events/{event_id}", "/incidents", "/incidents/{incident_id}"),
    *("/dyads", "/dyads/{a}/{b}", "/shifts", "/search"),
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    app = app_of(tmp_path_factory.mktemp("ledger"))

    async def requests_alone(scope: Scope, receive: Receive, send: Send) -> None:
        """The client starts and ends the application around every request, which would close the ledger."""
        if scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
        else:
            await app(scope, receive, send)

    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", requests_alone, headers={"host": "localhost"})
    app.state.detente.close()


def test_the_document_tells_of_these_paths(document: schemathesis.BaseSchema) -> None:
    assert set(document) == {f"/api/v1{path}" for path in PATHS}


CASES = [(path, GenerationMode.POSITIVE) for path in PATHS] + [
    (path, GenerationMode.NEGATIVE)
    for path in PATHS
    if "_id}" not in path  # any text may be an id
]


@pytest.mark.parametrize(("path", "mode"), CASES, ids=lambda value: str(getattr(value, "value", value)))
def test_every_answer_is_one_that_the_document_tells_of(
    document: schemathesis.BaseSchema, path: str, mode: GenerationMode
) -> None:
    operation = document[f"/api/v1{path}"]["GET"]

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(base_url=HOME, headers={"host": "localhost"}, excluded_checks=LEFT_OUT)

    ask()
