"""What runs a graph: generated NumPy code, FLINT's matrices, and arrays of mpmath numbers."""
