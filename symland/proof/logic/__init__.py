"""Statements made of statements, the rules that prove them, and the named lemmas they may use."""
