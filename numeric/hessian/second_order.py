"""What all second derivatives share: a loss, variables, arguments, and a program for each size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numeric.backends.entrywise_source import Functions
from numeric.backends.select import backend_named
from numeric.hessian.parameters import Parameters, Variable, check_wrt, parameters
from numeric.instance import SizeGiven, dimensions_of
from numeric.program.arguments import Argument, Arguments, Bound, Key
from numeric.program.graph import Node
from numeric.program.reverse import gradient
from numeric.program.specialize import Specialized, check_known, specialized
from symland.errors import ExpressionError
from symland.language.expr import Scalar
from symland.language.names import check_names


class SecondOrder:
    """A function of the arguments; a subclass says what is generated and returned."""

    def __init__(
        self,
        loss: Scalar,
        wrt: Sequence[Variable],
        args: Sequence[Argument],
        backend: str = "numpy",
        *,
        digits: int = 50,
        prime: int | None = None,
        functions: Mapping[str, Sequence[Any]] | None = None,
        sizes: Mapping[str, SizeGiven] | None = None,
        indices: Mapping[str, int] | None = None,
    ) -> None:
        if not isinstance(loss, Scalar):
            raise ExpressionError(f"the loss is a scalar, not `{loss}`")
        check_known([loss])
        check_names([loss])
        self.loss, self.wrt = loss, check_wrt(wrt, args)
        self.functions = Functions(functions or {})
        self.backend = backend_named(backend, [loss], self.functions, digits=digits, prime=prime)
        self.is_numpy = backend == "numpy"
        self.arguments = Arguments(args, [loss], dimensions_of(sizes or {}, indices or {}))
        self._programs: dict[Key, Any] = {}

    def program(self, key: Key) -> Any:
        """What was generated for arguments of these shapes."""
        found = self._programs.get(key)
        if found is None:
            bound = self.arguments.bound(key)
            start = specialized(bound)
            known = parameters(self.wrt, start)
            found = self._programs[key] = self.generate(bound, start, known)
        return found

    def generate(self, bound: Bound, found: Specialized, known: Parameters) -> Any:
        """The program for one choice of sizes."""
        raise NotImplementedError

    def gradient(self, found: Specialized, known: Parameters) -> list[Node]:
        """The gradient with respect to every variable."""
        loss = found.translator.node(self.loss)
        return gradient(found.graph, loss, known.nodes)

    def parameters(self, *values: Any) -> Parameters:
        """The variables at the sizes of these arguments."""
        start = specialized(self.arguments.bound(self.arguments.flat(values)[0]))
        return parameters(self.wrt, start)

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"<{name} of a function of {', '.join(self.arguments.names)}, {self.backend}>"
