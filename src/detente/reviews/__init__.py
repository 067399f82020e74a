"""Reviews: what people say of events that were read, which events to look at first, and training sentences from both.

Five rules hold:

* A correction is a new row with author and time. The event as it was coded stays; the event that holds is what was
  coded with the corrections in their order.
* Whoever accepts or corrects an event vouches for it: its ``confidence`` is 1. A rejected event does not hold.
* ``Undo`` takes back the last correction that is not taken back yet, and is a correction itself.
* A correction is said of one coding: the same words of the same text, in the same sentence, with the same type. It
  holds of every reading that codes the event so, whatever else changes, and waits where none does.
* Who corrects names the last correction that they saw. If another one came since, nothing is kept and both are shown.
"""

from detente.reviews.change import (
    Accept,
    Add,
    Change,
    Reject,
    Remove,
    SetActor,
    SetSpan,
    SetStatus,
    SetTime,
    SetType,
    Undo,
)
from detente.reviews.correction import Conflict, Correction, ReviewError, State
from detente.reviews.history import History

__all__ = [
    "Accept",
    "Add",
    "Change",
    "Conflict",
    "Correction",
    "History",
    "Reject",
    "Remove",
    "ReviewError",
    "SetActor",
    "SetSpan",
    "SetStatus",
    "SetTime",
    "SetType",
    "State",
    "Undo",
]
