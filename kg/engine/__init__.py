"""The rule engine: strata, compilation to Python and SQL, inference, unknowns and proofs."""

from .model import Conflict, Model
from .prepare import prepare
from .prepared import Prepared
from .proof import Proof
from .unknown import ANY, Unknown
from .whynot import Obstacle

__all__ = ["ANY", "Conflict", "Model", "Obstacle", "Prepared", "Proof", "Unknown", "prepare"]
