"""How the schema came to be, one step a module under ``versions``, applied when a ledger is opened."""
