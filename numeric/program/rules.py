"""All operations of the language for which code can be generated."""

from __future__ import annotations

from numeric.program.derivatives import DERIVATIVES
from numeric.program.functions import FUNCTIONS
from numeric.program.translate import RULES, Rule

TABLE: dict[str, Rule] = {**RULES, **FUNCTIONS, **DERIVATIVES}
