"""The workspace: pages to read, check and correct a ledger in a browser, and a REST API under ``/api/v1``.

``create_app`` makes the application; ``detente serve`` runs it. Nothing here is loaded by the other commands.
"""
