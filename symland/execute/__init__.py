"""Independent units of work: in this process, in several, or on a Dask cluster."""

from symland.execute.choose import executor_for
from symland.execute.units import Executor, Serial

__all__ = ["Executor", "Serial", "executor_for"]
