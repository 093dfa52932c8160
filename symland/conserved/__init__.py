"""Conserved quantities of gradient flow: found, proved, counted."""
