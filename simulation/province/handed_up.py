"""The annex and form II.07b as made-up offices might hand them up: their sums hold, and what they say of dossiers is form II.06a's. Pure."""

from random import Random
from typing import Any

from simulation.province.year import Plan

REASONS = ("Chờ ý kiến cơ quan phối hợp", "Người nộp bổ sung giấy tờ chậm", "Mất điện, mất mạng")


def annex_of(plan: Plan, form: dict[str, Any]) -> dict[str, Any]:
    """What was answered of the fields of a form II.06a, by the office alone, and why some of it was late."""
    rows, dice = form["rows"], Random(f"{plan.code} annex")  # noqa: S311 - a play, no secret
    late = sum(row["late"] for row in rows)
    on_time = sum(row["early"] + row["on_time"] for row in rows)
    unit = {"name": plan.name, "linked": 63, "received": on_time + late, "on_time": on_time, "overdue": late}
    first = dice.randint(0, late)
    told = zip(dice.sample(REASONS, 2), (first, late - first), strict=True)
    reasons = [{"reason": reason, "number": number} for reason, number in told if number]
    groups = [{"name": "CẤP XÃ, PHƯỜNG (01)", "units": [unit]}]
    return {"first": form["first"], "last": form["last"], "groups": groups, "reasons": reasons}


def procedures_of(plan: Plan, form: dict[str, Any]) -> dict[str, Any]:
    """Most procedures are the same in every commune."""
    dice = Random(f"{plan.code} procedures")  # noqa: S311 - a play, no secret
    commune, province = dice.randint(290, 310), dice.randint(0, 40)
    counts = {
        "all_levels": commune + province,
        "province": province,
        "district": 0,
        "commune": commune,
        "received": commune,
        "received_province": 0,
        "received_district": 0,
        "received_commune": commune,
    }
    return {"first": form["first"], "last": form["last"], **counts}
