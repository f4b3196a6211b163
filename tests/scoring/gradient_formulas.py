"""Gradient exercises as data: formulas, spellings of their derivatives, and wrong ones."""

from __future__ import annotations

from typing import NamedTuple

from grader.model import Exercise
from grader.spec import catalog, schema


class Wrong(NamedTuple):
    """A wrong derivative by the argument ``dim``, and the code of the mistake in it."""

    dim: int
    text: str
    code: str


class Formula(NamedTuple):
    """An exercise: f, where it is asked for, and how its derivatives can be written."""

    id: str
    args: tuple[str, ...]
    formula: str
    at: tuple[float, ...]
    ranges: tuple[tuple[float, float], ...]
    spellings: tuple[tuple[str, ...], ...]  # per dim, the first one is plain
    wrong: tuple[Wrong, ...] = ()

    @property
    def plain(self) -> tuple[str, ...]:
        """Return the plain spelling of every dim."""
        return tuple(each[0] for each in self.spellings)

    def exercise(self) -> Exercise:
        """Return the exercise that asks for this gradient: one published point, five hidden ones."""
        at = ", ".join(f"{name}: {value}" for name, value in zip(self.args, self.at, strict=True))
        drawn = ", ".join(
            f"{name}: [{low}, {high}]" for name, (low, high) in zip(self.args, self.ranges, strict=True)
        )
        text = (
            f"schema: 1\nid: {self.id}\ntitle: t\nsource: s\nmodules: [numpy]\nfunctions:\n"
            f'  f: {{args: [{", ".join(self.args)}], formula: "{self.formula}"}}\n'
            "checks:\n  - id: gradf\n    kind: gradient\n    title: t\n    entry_point: gradf\n    of: f\n"
            "    forbid: {uses: [torch, jax, sympy, autograd]}\n    cases:\n"
            f"      - {{id: published, points: 2, at: {{{at}}}, tolerance: {{atol: 1e-5}}}}\n"
            f"      - {{id: held-out, points: 1, hidden: true, sample: {{count: 5, {drawn}}}, "
            "tolerance: {rtol: 1e-12, atol: 1e-12}}\n"
        )
        return catalog.build_exercise(schema.parse(text, file="test"), digest=self.id)


MICROGRAD = Formula(
    id="micrograd",
    args=("a", "b", "c"),
    formula="-(a**3) + sin(3*b) - 1.0/c + b**2.5 - a**0.5",
    at=(2, 3, 4),
    ranges=((0.5, 300.0), (0.5, 4.0), (0.5, 5.0)),
    spellings=(
        (
            "-3*a**2 - 1/(2*a**0.5)",
            "-(3*a*a) - 0.5/sqrt(a)",
            "-3*pow(a, 2) - 0.5*a**-0.5",
            "-(3*a**2 + 1/(2*sqrt(a)))",
            "-a*a*3 - a**(-1/2)/2",
            "-3*(a**2) - sqrt(a)/(2*a)",
            "-0.5*(6*a**2 + a**(0.5 - 1))",
        ),
        (
            "3*cos(3*b) + 2.5*b**1.5",
            "cos(3*b)*3 + 5/2*b**(3/2)",
            "3*cos(b*3) + 2.5*b*sqrt(b)",
            "3*sin(3*b + pi/2) + 2.5*pow(b, 1.5)",
            "2.5*sqrt(b**3) + 3*cos(b + 2*b)",
            "3*(4*cos(b)**3 - 3*cos(b)) + (b**1.5)*2.5",
            "3*(cos(3*b/2)**2 - sin(3*b/2)**2) + 2.5*exp(1.5*log(b))",
        ),
        ("1/c**2", "c**-2", "1.0/(c*c)", "pow(c, -2)", "(1/c)**2", "1/c/c", "exp(-2*log(c))"),
    ),
    wrong=(
        Wrong(0, "3*a**2 - 1/(2*a**0.5)", "term-sign"),
        Wrong(0, "-3*a**2 + 1/(2*a**0.5)", "term-sign"),
        Wrong(0, "-3*a**2", "term-missing"),
        Wrong(1, "cos(3*b) + 2.5*b**1.5", "inner-derivative"),
        Wrong(1, "3*cos(b) + 2.5*b**1.5", "inner-argument"),
        Wrong(1, "3*cos(3*b) + 2.5*b**2.5", "exponent-not-decreased"),
        Wrong(2, "-1/c**2", "sign"),
        Wrong(2, "1/c", "denominator-not-squared"),
    ),
)
WAVES = Formula(
    id="waves",
    args=("x", "y"),
    formula="sin(x*y) + cos(2*x) - 4*sin(x)*cos(y)",
    at=(1.2, 0.7),
    ranges=((0.3, 3.0), (0.3, 3.0)),
    spellings=(
        (
            "y*cos(x*y) - 2*sin(2*x) - 4*cos(x)*cos(y)",
            "cos(x*y)*y - 2*sin(x + x) - 4*cos(y)*cos(x)",
            "y*cos(y*x) - 4*sin(x)*cos(x) - 4*cos(x)*cos(y)",
            "y*sin(x*y + pi/2) - 2*sin(2*x) - 2*(cos(x + y) + cos(x - y))",
            "-2*sin(2*x) - 4*cos(x)*cos(y) + y*cos(x*y)",
        ),
        (
            "x*cos(x*y) + 4*sin(x)*sin(y)",
            "x*cos(y*x) + 4*sin(y)*sin(x)",
            "cos(x*y)*x + 2*(cos(x - y) - cos(x + y))",
            "x*cos(x*y) - -4*sin(x)*sin(y)",
            "4*sin(x)*sin(y) + x*cos(x*y)",
        ),
    ),
    wrong=(
        Wrong(0, "cos(x*y) - 2*sin(2*x) - 4*cos(x)*cos(y)", "inner-derivative"),
        Wrong(0, "y*cos(x*y) - sin(2*x) - 4*cos(x)*cos(y)", "inner-derivative"),
        Wrong(0, "y*cos(x*y) + 2*sin(2*x) - 4*cos(x)*cos(y)", "term-sign"),
        Wrong(1, "x*cos(x*y) - 4*sin(x)*sin(y)", "term-sign"),
        Wrong(1, "x*cos(x*y)", "term-missing"),
    ),
)
GROWTH = Formula(
    id="growth",
    args=("x",),
    formula="exp(sin(x**2)) - 3*log(x) + 4*x",
    at=(1.3,),
    ranges=((0.4, 3.0),),
    spellings=(
        (
            "2*x*cos(x**2)*exp(sin(x**2)) - 3/x + 4",
            "2*x*cos(x*x)*exp(sin(x*x)) - 3/x + 4",
            "4 - 3/x + exp(sin(x**2))*cos(x**2)*2*x",
            "4 - 3*x**-1 + (x + x)*cos(x**2)*e**sin(x**2)",
            "(2*x*x*cos(x**2)*exp(sin(x**2)) - 3 + 4*x)/x",
            "sum([2*x*cos(x**2)*exp(sin(x**2)), -3/x, 4])",
        ),
    ),
    wrong=(
        Wrong(0, "exp(sin(x**2)) - 3/x + 4", "inner-derivative"),
        Wrong(0, "2*x*cos(x**2) - 3/x + 4", "outer-derivative"),
        Wrong(0, "2*x*cos(x**2)*exp(sin(x**2)) - 1/x + 4", "constant-factor"),
        Wrong(0, "2*x*cos(x**2)*exp(sin(x**2)) + 3/x + 4", "term-sign"),
        Wrong(0, "2*x*cos(x**2)*exp(sin(x**2)) - 3/x", "term-missing"),
    ),
)
RATIO = Formula(
    id="ratio",
    args=("x", "y"),
    formula="(x**2 + 1)/(x + 3) + 2/y**3",
    at=(1, 2),
    ranges=((0.5, 6.0), (0.5, 3.0)),
    spellings=(
        (
            "(2*x*(x + 3) - (x**2 + 1))/(x + 3)**2",
            "(x**2 + 6*x - 1)/(x + 3)**2",
            "2*x/(x + 3) - (x**2 + 1)/(x + 3)**2",
            "1 - 10/(x + 3)**2",
            "(2*x - (x*x + 1)/(x + 3))/(x + 3)",
        ),
        ("-6/y**4", "-6*y**-4", "-(6/(y*y*y*y))", "-2*3/y**4", "-6*pow(1/y, 4)"),
    ),
    wrong=(
        Wrong(0, "((x**2 + 1) - 2*x*(x + 3))/(x + 3)**2", "sign"),
        Wrong(0, "2*x", "quotient-rule"),
        Wrong(0, "(2*x*(x + 3) - (x**2 + 1))/(x + 3)", "denominator-not-squared"),
        Wrong(1, "6/y**4", "sign"),
        Wrong(1, "-3/y**4", "constant-factor"),
    ),
)
POWERS = Formula(
    id="powers",
    args=("v", "w", "x", "y", "z"),
    formula="w**2.5*x - x**-0.5 + y**3/6 + (2*y + z)**4 + sqrt(w)*z + v*exp(v)",
    at=(0.7, 1.5, 2, 0.5, 1),
    ranges=((-2.0, 2.0), (0.5, 4.0), (0.5, 4.0), (0.2, 3.0), (0.2, 3.0)),
    spellings=(
        ("exp(v) + v*exp(v)", "(1 + v)*exp(v)", "(v + 1)*e**v"),
        ("2.5*w**1.5*x + z/(2*sqrt(w))", "5/2*x*w**(3/2) + 0.5*z*w**-0.5", "2.5*x*w*sqrt(w) + z/2/sqrt(w)"),
        ("w**2.5 + 0.5*x**-1.5", "pow(w, 2.5) + 1/(2*x**1.5)", "w*w*sqrt(w) + 0.5/(x*sqrt(x))"),
        ("y**2/2 + 8*(2*y + z)**3", "0.5*y*y + 4*2*(z + 2*y)**3", "y**2*3/6 + 8*pow(2*y + z, 3)"),
        ("4*(2*y + z)**3 + sqrt(w)", "w**0.5 + 4*(y + y + z)**3", "sqrt(w) + 4*(2*y + z)*(2*y + z)**2"),
    ),
    wrong=(
        Wrong(0, "v*exp(v)", "product-rule"),
        Wrong(1, "2.5*w**2.5*x + z/(2*sqrt(w))", "exponent-not-decreased"),
        Wrong(2, "w**2.5 - 0.5*x**-1.5", "term-sign"),
        Wrong(3, "y**2/2 + 4*(2*y + z)**3", "inner-derivative"),
        Wrong(3, "y**2/6 + 8*(2*y + z)**3", "exponent-factor"),
        Wrong(4, "4*(2*y + z)**3", "term-missing"),
    ),
)
FORMULAS = (MICROGRAD, WAVES, GROWTH, RATIO, POWERS)

# A formula that holds small numbers itself: its derivative takes them too, and no steps.
SMALL = Formula(
    id="small",
    args=("x",),
    formula="x**2 + 0.001*x - log(x + 1e-6) + x/(x + 1)",
    at=(2,),
    ranges=((0.5, 4.0),),
    spellings=(
        (
            "2*x + 0.001 - 1/(x + 1e-6) + 1/(x + 1)**2",
            "x + x + 1e-3 - (x + 1e-6)**-1 + ((x + 1) - x)/(x + 1)**2",
            "((x + 1e-16) + x) + 1e-3 - 1/(x + 1e-6) + (1 - x/(x + 1))/(x + 1)",
        ),
    ),
)
SIGMOID = Formula(
    id="sigmoid",
    args=("x",),
    formula="sigmoid(x)",
    at=(0.5,),
    ranges=((-4.0, 4.0),),
    spellings=(("f(x)*(1 - f(x))", "f(x)*f(-x)", "exp(-x)/(1 + exp(-x))**2", "f(x) - f(x)**2"),),
)
