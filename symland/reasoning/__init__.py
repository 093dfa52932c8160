"""Proposes proofs: what it finds counts only when the kernel has checked it."""
