"""The reference: everything that is said of an action, once, for help, explorer and docs.

`Reference(service, common)` is the way in; `model` has the classes that it returns. Names are
those of the wire; how they look in Python or as an option is up to whoever shows them.
"""

from tc3gen.reference.build import Reference
from tc3gen.reference.model import (
    ActionReference,
    BulkReference,
    ErrorReference,
    ExampleReference,
    MemberReference,
    PagingReference,
    RowForm,
    ServiceReference,
    TypeReference,
    ValueReference,
    WaiterReference,
)

__all__ = [
    "ActionReference",
    "BulkReference",
    "ErrorReference",
    "ExampleReference",
    "MemberReference",
    "PagingReference",
    "Reference",
    "RowForm",
    "ServiceReference",
    "TypeReference",
    "ValueReference",
    "WaiterReference",
]
