"""How many conservation laws there are at given widths: brackets from below, laws from above."""
