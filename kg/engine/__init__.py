"""The rule engine: strata, compilation to Python and SQL, inference, unknowns and proofs."""

from .model import Model
from .prepare import prepare
from .prepared import Prepared
from .unknown import ANY, Unknown

__all__ = ["ANY", "Model", "Prepared", "Unknown", "prepare"]
