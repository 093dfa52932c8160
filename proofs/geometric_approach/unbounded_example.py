r"""The example of the introduction (Chitour, Liao, Couillet 2018, equation (1)).

$f(x, y, z) = z^2 \bigl(\tfrac12 x^2 + \tfrac12 (1 - xy)^2\bigr)$ and its gradient flow. The paper
says that the trajectories from $x_0, y_0 \in (0, 1)$, $z_0 \ne 0$ are unbounded. They are not: with
$q = 1 - xy$ the quantity $y + z^2/4$ never increases and $y - z^2/4$ never decreases, which bounds
$y$; then $x^2 + \tfrac14 (1 + c) z^2$ never increases, where $c$ bounds $y^2$; and $z^2$ decreases.
"""

from symland.prelude import *

X, Y, Z = matrix("X", 1, 1), matrix("Y", 1, 1), matrix("Z", 1, 1)
x, y, z = let("x", tr(X)), let("y", tr(Y)), let("z", tr(Z))
q = let("q", 1 - x * y)
f = let("f", z**2 * (x**2 / 2 + q**2 / 2))
flow = GradientFlow(f, wrt=(X, Y, Z))
f_x, f_y, f_z = (tr(grad(f, variable)) for variable in (X, Y, Z))
c = scalar("c")


@theorem(
    [
        Eq(f, z**2 * (x**2 / 2 + (1 - x * y) ** 2 / 2)),
        Eq(ddt(x, flow), -(z**2) * (x - y * (1 - x * y))),
        Eq(ddt(y, flow), z**2 * x * (1 - x * y)),
        Eq(ddt(z, flow), -z * (x**2 + (1 - x * y) ** 2)),
    ],
    ref="geo.eq01",
)
def example_and_its_flow(p):
    r"""$f = z^2(\frac12 x^2 + \frac12(1 - xy)^2)$, and the three components of its flow."""


@theorem(Ge(f, 0), ref="geo.eq01.nonneg")
def never_negative(p):
    r"""$f = \frac12 (zx)^2 + \frac12 (z(1 - xy))^2 \ge 0$."""
    p.calc().ge(0, by=[Fraction(1, 2) * square(z * x), Fraction(1, 2) * square(z * q)])


@theorem(
    Eq(z**2, (1 + y**2) * (z * f_z - x * f_x) + y * f_x),
    ref="geo.eq01.crit.ideal",
)
def z_squared_from_the_gradient(p):
    r"""$z^2 = (1 + y^2)(z f_z - x f_x) + y f_x$: at a critical point $z = 0$."""


@theorem(
    [Eq(grad(f, X), 0), Eq(grad(f, Y), 0), Eq(grad(f, Z), 0), Eq(f, 0)],
    ref="geo.eq01.crit.plane",
    given=[Eq(Z, 0)],
)
def the_plane_is_critical(p):
    r"""On $z = 0$ the gradient is zero and $f = 0$, the least value by `never_negative`."""


@theorem(Eq(z**2, 0), ref="geo.eq01.crit", given=[Eq(f_x, 0), Eq(f_z, 0)])
def critical_points_lie_in_the_plane(p):
    r"""$\nabla f = 0$ gives $z^2 = 0$; the converse is `the_plane_is_critical`."""
    s = p.calc()
    s.eq((1 + y**2) * (z * f_z - x * f_x) + y * f_x, by=z_squared_from_the_gradient)
    s.eq(0)


@theorem(
    [
        Eq(ddt(y + z**2 / 4, flow), -(z**2) * (x - q) ** 2 / 2),
        Eq(ddt(y - z**2 / 4, flow), z**2 * (x + q) ** 2 / 2),
        Eq(ddt(z**2, flow), -2 * z**2 * (x**2 + q**2)),
        Eq((1 + y**2) * (x**2 + q**2) - 1, ((1 + y**2) * x - y) ** 2),
        Eq(
            ddt(x**2 + (1 + c) / 4 * z**2, flow),
            -2 * (z * x) ** 2
            - 2 * (z * (q - Fraction(1, 2))) ** 2
            - (z * ((1 + y**2) * x - y)) ** 2 / 2
            - (c - y**2) * z**2 * (x**2 + q**2) / 2,
        ),
    ],
    ref="geo.eq01.monotone",
)
def monotone_quantities(p):
    r"""Five identities by which every trajectory is bounded.

    $y + z^2/4$ never increases and $y - z^2/4$ never decreases, so $|y - y_0| \le z_0^2 / 4$;
    $z^2$ never increases; with a number $c \ge y^2$, which thus exists,
    $x^2 + \frac14 (1 + c) z^2$ never increases.
    """


y_0, z_0 = scalar("y_0"), scalar("z_0")
later = [
    assume(Le(y + z**2 / 4, y_0 + z_0**2 / 4), name="y + z^2/4 has not increased"),
    assume(Ge(y - z**2 / 4, y_0 - z_0**2 / 4), name="y - z^2/4 has not decreased"),
]


@theorem([Le(y, y_0 + z_0**2 / 4), Ge(y, y_0 - z_0**2 / 4)], given=later, ref="geo.eq01.bounded")
def trajectories_stay_near(p):
    r"""$|y(t) - y_0| \le z_0^2/4$ along every trajectory, from any starting point."""
    s = p.calc()
    s.le(y + z**2 / 4, by=Fraction(1, 4) * square(z))
    s.le(y_0 + z_0**2 / 4, by=later[0])
    s = p.calc()
    s.ge(y - z**2 / 4, by=Fraction(1, 4) * square(z))
    s.ge(y_0 - z_0**2 / 4, by=later[1])


half = Fraction(1, 2)
from_half = [assume(Le(y + z**2 / 4, half + Fraction(1, 4)), name="y + z^2/4 has not increased")]

unbounded_trajectories = erratum(
    Gt(y, half + Fraction(1, 4)),
    given=from_half,
    ref=("geo.eq01.unbounded", "geo.eq01.measure"),
    corrected=trajectories_stay_near,
    doc="Were the trajectory from x_0 = y_0 = 1/2, z_0 = 1 unbounded, then y would be (x and z are "
    "bounded by what does not increase, `monotone_quantities`), and would exceed y_0 + z_0^2/4 "
    "= 3/4 or fall below 1/4. Every trajectory is bounded, from any starting point, so the set of "
    "the statement about positive measure is empty.",
)
