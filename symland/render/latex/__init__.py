"""LaTeX of theorems, derivations and derivatives: displays, fragments, documents."""
