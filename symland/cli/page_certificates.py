"""`symland explain certificates`: the format of certificates, and what their check means."""

TEXT = """\
certificates: proofs as data, which the kernel alone checks again

  symland verify --certificates DIR    writes one JSON file for each theorem that is proved
  symland recheck DIR                  checks them: no SymPy, no search, no proof file, no code run
  symland recheck --statements DIR     also prints what they state: a title may say anything
  symland recheck --schema             prints the JSON Schema of the format

A file is one JSON object, keys sorted, the same bytes for the same input:

  schema        "symland.certificate/1"
  form          "theorem" (or a single form of the list below, with left, right and hypotheses)
  name, refs    titles
  claims        what is proved: formulas
  hypotheses    what is supposed, in the same form
  definitions   [index, facts, member, body]: families defined at every layer
  facts         ranges of layer indices that all claims have: linear forms supposed to be >= 0;
                a claim with more says ["implies", ["and", ranges ...], f], and the others stand
                where no layer is in these
  theorems      statements of other theorems that are used, with the digests of their certificates
  steps         the proof, see below
  table         every term and polynomial once; {"at": 3} stands for entry 3
  digest        SHA-256 of the rest, against accidental changes

Terms are lists whose first item names the operation: ["mul", a, b], ["T", a], ["tr", a],
["letter", name, layers, rows, columns, symmetric], ["hole", name, rows, columns], ...; sizes are
polynomials {"poly": [[coefficient, [[kind, name, layers, power], ...]], ...]}, layers linear forms
{"linear": [constant, [index, factor], ...]}.

Formulas: ["eq", a, b], "le", "ge", "lt", "gt"; ["range", form]: a linear form is >= 0; ["is",
"inverse", A] and ["is", "quotient", s]: A has an inverse, s is not 0; ["and", ...], ["implies",
f, g], ["iff", f, g], ["all", bound, f], ["exists", bound, f], where letters, families, sizes
(which may be 0), scalars and layer indices are bound.  A formula is about the points where its
relations over free names are defined; what is bound exists, or is taken, where it is defined.

What is bound is ["index", k], ["size", r], ["sizes", d] (all d[k]), ["param", a], a letter, or
["family", W, rows, columns]: a matrix W[k], or W[k][q], for all layers.  The value of a family is
another one; ["family", A, rows, columns, [k]], the layers of the unit k; or layers that abbreviate
a body, ["layers", H, rows, columns, body at the layer #].  Names are bound each with its kind.

What a step speaks of has to be there: an inverse that the statement or a known formula names, also
for all layers in a range, at those which the ranges around the step show to lie in it.

Known formulas are numbered from 0: first the hypotheses, then what each step concludes, a
conjunction as its parts, an equivalence as itself and its two directions.  Blocks go on counting.

  holds, chain  the claim is known, or all of its parts; a = b <= c
  implies, all  a block in which the left side is supposed, or with new names, shows the rest
  instance      a known "all" at values; detach: a known "implies" whose left side is known
  exists        a claim shown at values; obtain: new names for what is known to exist
  is            an inverse or reciprocal was named; penrose: four equations give A^+ = B
  cases         two blocks: s = 0 and s not 0; three: one layer index below, at, above another
  induct        a block for the start, and one for n + 1 where the claim at n is known; both, and
                what follows, are about the n at which the limits, linear forms, are >= 0
  termwise      equal terms have equal sums; entrywise: equal at all standard basis vectors
  theorem       what another theorem says, at values of its letters, under its hypotheses
  cited         reference: not proved here; `recheck` lists it

All other steps conclude one relation from those that they use: numbers, ["law", kind, A, n] (the
kernel writes the law down itself), ["definition", n, layer].  Their forms:

  equal         both sides have one canonical form
  solved        equal after each equation used has been solved for a letter
  congruent     pattern, holes: one formula, its holes filled with both sides of equations
  ideal         laws, parts: left - right = sum of factor * context[equation]; a context is
                linear in its one hole, and supposes no inverse that the statement does not
  nonnegative   pieces: left - right = sum of squares and known inequalities, factors >= 0
  definite      way: E = 0 because E'E, E E' or tr(E'E) is zero
  square        factors: B A = I because A B = I and both are square
  cancel        factor: E = 0 because s E = 0 and s > 0 or s < 0 is known

A certificate that is valid shows its claims for all sizes, and for all layers in the ranges given
by its facts and by the claim itself.  A rejected one is named with the step that fails.\
"""
