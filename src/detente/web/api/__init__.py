"""The REST API under ``/api/v1``: read-only lists and single records, in JSON, CSV or JSON Lines."""
