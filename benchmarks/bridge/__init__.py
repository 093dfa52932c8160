"""The numeric bridge against its peers: `python -m benchmarks.bridge` writes RESULTS.md.

Contenders of a row run interleaved, in random order, in one process with one thread; what counts is
the ratio of their medians.  Every contender's result is checked before anything is timed.  Peers
that are not installed (JAX, PyTorch) are left out; `pip install '.[bench]'` brings them.
"""
