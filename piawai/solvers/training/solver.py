"""The solver HiGHS, fed with arrays: the relaxed model with prices, and the model in whole numbers."""

from dataclasses import dataclass

import highspy
import numpy as np

from piawai.solvers.training.model import Model
from piawai.solvers.training.rows import Floats, Ints, Mask

THREADS = 2
EXACT = 1e-9  # with the usual 1e-6, a millionth of a participant would hide a rupiah too many
LOWER, BASIC = int(highspy.HighsBasisStatus.kLower), int(highspy.HighsBasisStatus.kBasic)
FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)
STATUSES = tuple(highspy.HighsBasisStatus(number) for number in range(5))
PRIMAL_SIMPLEX = 4  # keeps what it has when columns are added


@dataclass(frozen=True)
class Basis:
    """Where the solver stood: a status for each column and row, by which a larger model starts there too."""

    columns: Ints
    rows: Ints


@dataclass(frozen=True)
class Relaxed:
    """The best of the relaxed model: what it gains, the price of each row, and where the solver stood."""

    value: float
    prices: Floats
    basis: Basis


@dataclass(frozen=True)
class Whole:
    """
    A plan in whole numbers: which pairs are chosen, and what no plan of the same model exceeds.

    `pairs` is None where none was found; `bound` is then -inf where there is none to be found.
    """

    pairs: Mask | None
    bound: float


class _Silent(highspy.Highs):
    """The solver without its callbacks: enabling them prints a licence to standard output, among our results."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name of HiGHS
        """Leave them off."""


def relaxed(*, model: Model, start: Basis | None, seconds: float) -> Relaxed | None:
    """Return the best of the model without whole numbers, or None where time runs out."""
    highs = _loaded(model, np.zeros(len(model.gains), dtype=np.int32), seconds)
    if start is not None:
        basis = highspy.HighsBasis()
        basis.col_status = [STATUSES[status] for status in start.columns.tolist()]
        basis.row_status = [STATUSES[status] for status in start.rows.tolist()]
        basis.valid = True
        highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
        highs.setBasis(basis)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    basis = highs.getBasis()
    return Relaxed(
        value=float(highs.getInfo().objective_function_value),
        prices=np.maximum(0.0, np.array(highs.getSolution().row_dual)),
        basis=Basis(
            np.array([int(status) for status in basis.col_status], dtype=np.int32),
            np.array([int(status) for status in basis.row_status], dtype=np.int32),
        ),
    )


def whole(*, model: Model, gap: float, seconds: float) -> Whole:
    """
    Return a plan within `gap` (a fraction) of the model's best, or the best found until time runs out.

    It is not told of a plan to start from: HiGHS 1.16 may then hand that back in place of the best.
    """
    kinds = np.zeros(len(model.gains), dtype=np.int32)
    kinds[: model.whole] = int(highspy.HighsVarType.kInteger)
    highs = _loaded(model, kinds, seconds)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 1e-9)
    highs.setOptionValue("mip_feasibility_tolerance", EXACT)
    highs.setOptionValue("primal_feasibility_tolerance", EXACT)
    highs.run()
    info = highs.getInfo()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Whole(pairs=None, bound=-np.inf)
    if info.primal_solution_status != FEASIBLE:
        return Whole(pairs=None, bound=np.inf)
    values = np.array(highs.getSolution().col_value)
    return Whole(pairs=values[: len(model.persons)] > 0.5, bound=float(info.mip_dual_bound))


def _loaded(model: Model, kinds: Ints, seconds: float) -> highspy.Highs:
    """Return the solver with the model and the options that make a run repeatable."""
    highs = _Silent()  # type: ignore[no-untyped-call]
    for name, value in {
        "output_flag": False,
        "threads": THREADS,
        "random_seed": 1,
        "time_limit": max(seconds, 0.01),
    }.items():
        highs.setOptionValue(name, value)
    columns, rows = len(model.gains), len(model.limits)
    highs.passModel(
        columns,
        rows,
        len(model.values),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        model.gains,
        np.zeros(columns),
        model.upper,
        np.full(rows, -highspy.kHighsInf),
        model.limits,
        model.starts[:-1],
        model.rows,
        model.values,
        kinds,
    )
    return highs
