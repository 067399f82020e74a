"""The ledger: the database of reports, events and rejects, in which nothing is overwritten.

Seven rules hold it together:

* What was read last holds. A report read again with other words or another head is a new revision; a report read
  again by another run (another version, model, codebook or options) gets new rows. The older rows stay and say in
  ``superseded_by`` what holds in their place.
* A report read again as it was, by the run that read it last, changes nothing.
* The rows of a report and the mark that it was read are one transaction; a report without events is marked too.
* A run is its identity: the same identity goes on with the same row of ``runs``, however often it is started.
* Clocks are kept in ``runs`` (``started``, ``ended``) and of corrections by hand (``made``) alone; all else follows
  from the input.
* What people say of an event is a row of ``reviews``; the event that follows gets a new row in the same reading, and
  the older one says in ``superseded_by`` that this reading has another in its place. See ``detente.reviews``.
* Incidents follow from the events that hold and from the corrections that hold, in whatever order they came. An
  incident that changes gets a new row, and the older one says in ``superseded_by`` where most of its events are now.

Events come out in the order in which their reports were read, and within a report in the order of the text.
"""

from detente.ledger.error import LedgerError
from detente.ledger.filter import EventFilter, IncidentFilter
from detente.ledger.run import RunIdentity
from detente.ledger.storage import Kept, Ledger

__all__ = ["EventFilter", "IncidentFilter", "Kept", "Ledger", "LedgerError", "RunIdentity"]
