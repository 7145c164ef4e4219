"""Floor 5: whether a body has the shape that its service wants, and where it has not.

`shape` decides, in one pass over the nodes; `faults` says what is wrong, with jsonschema, once
something is. Both read the same schemas, in rules/schemas/requests/.
"""

from promptlint.facts.bodies.faults import Fault, faults
from promptlint.facts.bodies.shape import fits

__all__ = ["Fault", "faults", "fits"]
