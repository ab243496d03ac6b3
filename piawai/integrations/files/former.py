"""SIASN's list of competencies from before 2017, which old results still name."""

import csv
from pathlib import Path

FORMER = Path(__file__).with_name("data") / "kompetensi_lama.csv"


def read() -> dict[str, tuple[str, str]]:
    """
    Return the entries by SIASN's id: the name, and the code of today's competency that fits, "" where none is sure.

    Names and ids are those of SIASN's reference data; the correspondence is a proposal of our own, to be confirmed.
    """
    with FORMER.open(encoding="utf-8", newline="") as lines:
        return {row["ID"]: (row["NAMA"], row["KODE"]) for row in csv.DictReader(lines)}
