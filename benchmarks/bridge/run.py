"""The command: which groups to run and where the results go."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
from pathlib import Path

from benchmarks.bridge import flow, hessians, precise, products
from benchmarks.bridge.rows import Table, markdown

GROUPS = {
    "linear": hessians.linear,
    "batches": hessians.batches,
    "hidden": hessians.hidden,
    "products": products.products,
    "forms": products.forms,
    "gradients": products.gradients,
    "balls": precise.balls,
    "residues": precise.residues,
    "flow": flow.flows,
    "first": precise.first_calls,
}
PACKAGES = ("numpy", "scipy", "python-flint", "mpmath", "gmpy2", "sympy", "jax", "torch")
RESULTS = Path(__file__).resolve().parents[1] / "RESULTS.md"


def main() -> None:
    """Run the groups that were asked for; all of them write the page of results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bridge", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--seconds", type=float, default=4.0, help="time for each comparison")
    parser.add_argument("--output", type=Path, help="write the page here")
    given = parser.parse_args()
    unknown = set(given.groups) - set(GROUPS)
    if unknown:
        parser.error(f"unknown groups: {', '.join(sorted(unknown))}")
    table, before = Table(given.seconds), os.getloadavg()[0]
    for name in given.groups or GROUPS:
        GROUPS[name](table)
    load = f"Load average {before:.1f} before, {os.getloadavg()[0]:.1f} after the run."
    page = markdown(table, f"{setting()}\n{load}")
    output = given.output or (None if given.groups else RESULTS)
    if output:
        output.write_text(page, encoding="utf-8")
    print(page)


def setting() -> str:
    """Versions and machine."""
    versions = []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} not installed")
    return (f"One thread, contenders interleaved in one process. CPython "
            f"{platform.python_version()}, {', '.join(versions)}.")  # fmt: skip
