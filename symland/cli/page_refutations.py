"""`symland explain refutations`: the format of refutations, and what their check means."""

TEXT = """\
refutations: where a printed statement fails, as data that the exact evaluator checks again

  symland verify --certificates DIR    writes one JSON file for each erratum, beside certificates
  symland recheck DIR                  evaluates them: no SymPy, no search, no proof file, no code
  symland recheck --schema refutation  prints the JSON Schema of the format

A file is one JSON object, keys sorted, the same bytes for the same input:

  schema        "symland.refutation/1"
  kind          "instance", "sizes" for a formula that is ill-sized, "denied" by a theorem
  name, refs    titles, as are `printed` (the statement as text) and `given` (its hypotheses)
  claims        what is printed: claims; `fails` is the number, from 0, of the one that is false
  hypotheses    what is supposed: formulas, all of which hold in the instance
  instance      sizes, families of sizes, layer indices; the entries of letters, as texts "-1/2";
                coefficients of the polynomials that stand for generic functions (`functions`,
                `activations`), of entrywise ones over those of `denominators`
  left, right   the values of both sides; `numbers` says what they are: "rational", "in e" (a
                quotient of polynomials in x = e), "balls" (middles of balls that do not meet)
  corrected     the theorem that corrects the statement: its name, the digest of its certificate
  table         every node and size once; {"at": 3} stands for entry 3
  digest        SHA-256 of the rest, against accidental changes

Nodes are the formulas of authors, not the terms of certificates: ["matmul", A, B], ["transpose",
A], ["trace", A], ["letter", name, rows, columns], ["member", W, rows, columns, units, layer],
["grad", f, X], ...; sizes ["int", [factor, [kind, name, [layer], low, high, power], ...], ...].

Formulas: ["eq", A, B], "le", "ge", "lt", "gt"; ["range", n]: n >= 0; ["and", f, ...], ["implies",
f, g], ["iff", f, g]; ["layers", indices, ranges, f]: f at all layers; ["numbers", x, f]: f for
every number x; ["values", x, a]: the formula a in x takes all values; ["psd", A], ["positive", A],
["distinct", A]: A is positive semidefinite, the entries on its diagonal are.

A file of the kind "sizes" has instead of claims an `operation` with its `operands`, two of "eq",
"add", "hadamard", "inner", "matmul" or one of "trace", "inverse", ..., and their `shapes` at sizes
of the instance, at which the operation is not defined.

A file of the kind "denied" has instead of claims a `statement`, such as that something exists, as
a formula of certificates with a table `terms` of its own. The theorem in `denied` must have a
certificate that says of the statement, with the numbers of the instance put in, that it fails.

A refutation holds if every size is positive, every layer index in its range, every hypothesis
holds exactly, and both sides differ exactly. A file that is changed and signed again may be a
refutation of another statement, as true as the first.\
"""
