"""`symland explain certificates`: the format of certificates, and what their check means."""

TEXT = """\
certificates: proofs as data, which the kernel alone checks again

  symland verify --certificates DIR    writes one JSON file for each theorem that is proved
  symland recheck DIR                  checks them: no SymPy, no search, no proof file, no code run

A file is one JSON object, keys sorted, the same bytes for the same input:

  schema        "symland.certificate/1"
  form          "theorem" (or a single form of the list below, with left, right and hypotheses)
  name, refs    titles
  claims        what is proved: [relation, left, right], relation eq, le, ge, lt or gt
  hypotheses    what is supposed, in the same form
  definitions   [index, facts, member, body]: families defined at every layer
  facts         ranges of layer indices: linear forms that are supposed to be >= 0
  theorems      statements of other theorems that are used; each has a file of its own
  induction     null, or [index, start]; then steps have the zone "base" or "step"
  steps         the proof: claim, form, facts, uses, and the data of the form
  goals         how each claim is reached: ["chain", steps] or ["penrose", A, B, four chains]
  table         every term and polynomial once; {"at": 3} stands for entry 3
  digest        SHA-256 of the rest, against accidental changes

Terms are lists whose first item names the operation: ["mul", a, b], ["T", a], ["tr", a],
["letter", name, layers, rows, columns, symmetric], ["hole", name, rows, columns], ...; sizes are
polynomials {"poly": [[coefficient, [[kind, name, layers, power], ...]], ...]}, layers linear forms
{"linear": [constant, [index, factor], ...]}.

A step may use: ["hypothesis", n], an earlier ["step", n], ["law", kind, A, n] (the
kernel writes the law down itself), ["definition", n, layer], ["theorem", n, claim, [[index,
layer]]] under the same hypotheses, and ["induction", n] in the step of an induction.  Forms:

  equal         both sides have one canonical form
  solved        equal after each equation used has been solved for a letter
  congruent     pattern, holes: one formula, its holes filled with both sides of equations
  ideal         laws, parts: left - right = sum of factor * context[equation]; a context is
                linear in its one hole, and supposes no inverse that the statement does not
  nonnegative   pieces: left - right = sum of squares and known inequalities, factors >= 0
  definite      way: E = 0 because E'E, E E' or tr(E'E) is zero
  square        factors: B A = I because A B = I and both are square
  cancel        factor: E = 0 because s E = 0 and s > 0 or s < 0 is known
  cited         reference: not proved here; `recheck` lists it

A certificate that is valid shows its claims for all sizes, and for all layers in the ranges given
by its facts.  A rejected one is named with the step that fails.\
"""
