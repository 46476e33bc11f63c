"""Who may import what between an office and its province; see ``wall_tables``."""

from tests.rules.wall_row import Row

PROVINCE = (
    Row(
        "contracts/facts.py",
        "collections.abc typing",
        "contracts.messages.base contracts.vocabulary",
        "pydantic",
    ),
    Row("contracts/province.py", "enum itertools typing", "contracts.facts", "pydantic"),
    Row("contracts/chance.py", "math"),
    Row("province/fleet.py", "collections collections.abc dataclasses datetime enum re typing"),
    Row("contracts/enrolling.py", "enum typing", "contracts.facts contracts.province", "pydantic"),
    Row(
        "contracts/forms/annex.py contracts/forms/law.py contracts/forms/lacking.py contracts/forms/procedure_counts.py "
        "contracts/forms/progress.py contracts/forms/table.py contracts/forms/whole_sums.py contracts/forms/written.py",
        "collections.abc dataclasses datetime decimal enum",
        "contracts.amounts contracts.forms.lacking contracts.forms.procedure_counts contracts.forms.progress "
        "contracts.forms.table contracts.forms.whole_sums contracts.forms.written contracts.letters",
    ),
    Row(
        "province/form_sums.py",
        "collections.abc dataclasses enum",
        "contracts.forms.lacking contracts.forms.law contracts.forms.progress contracts.forms.table contracts.forms.whole_sums "
        "contracts.letters contracts.statements",
    ),
    Row(
        "province/procedure_sums.py",
        "collections.abc",
        "contracts.forms.lacking contracts.forms.law contracts.forms.table contracts.stated_forms contracts.forms.whole_sums",
    ),
    Row(
        "province/annex_sums.py",
        "collections collections.abc dataclasses re",
        "contracts.forms.annex contracts.forms.progress contracts.forms.table contracts.stated_forms contracts.forms.whole_sums",
    ),
    Row(
        "contracts/statements.py",
        "datetime enum itertools typing",
        "contracts.open_data contracts.province",
        "pydantic",
    ),
    Row(
        "contracts/stated_forms.py",
        "collections.abc datetime typing",
        "contracts.forms.procedure_counts contracts.province contracts.statements",
        "pydantic",
    ),
    Row(
        "controller/sending/stating.py",
        "asyncio collections.abc dataclasses hashlib",
        "contracts.province",
    ),
    Row(
        "province/opinions.py",
        "collections.abc dataclasses enum itertools",
        "contracts.chance contracts.open_data",
    ),
    Row(
        "controller/sending/choosing.py",
        "collections.abc dataclasses hashlib hmac json typing",
        "contracts.facts contracts.province contracts.vocabulary",
    ),
    Row("controller/sending/agreeing.py", "dataclasses", "contracts.province"),
    Row("controller/sending/patience.py", "collections.abc"),
    Row("province/ingest.py", "collections.abc dataclasses", "contracts.province"),
    Row(
        "province/judging.py",
        "collections.abc dataclasses datetime json",
        "contracts.facts contracts.province",
        "pydantic",
    ),
    Row("province/keys.py", "collections.abc dataclasses hashlib hmac re", "contracts.province"),
    Row("province/visits.py", "collections.abc dataclasses enum", "contracts.facts contracts.vocabulary"),
    Row("province/waits.py", "bisect collections.abc"),
    Row(
        "province/tally.py",
        "collections collections.abc",
        "contracts.vocabulary province.visits province.waits",
    ),
    Row("province/web/packed.py", "zlib"),
    Row("province/period.py", "dataclasses datetime"),
    Row("province/compare.py", "collections.abc dataclasses enum math"),
    Row("province/charts.py", "collections.abc html"),
    Row("province/tries.py", "collections"),
    Row(
        "simulation/province/year.py",
        "collections.abc dataclasses datetime random typing",
        "contracts.facts contracts.vocabulary",
    ),
    Row("contracts/offered_updates.py", "enum typing", "contracts.province", "pydantic"),
    Row("contracts/relay.py", "enum typing", "contracts.facts contracts.province", "pydantic"),
    Row("province/buckets.py", "collections"),
    Row("controller/relaying/telling.py", "collections.abc dataclasses hashlib", "contracts.relay"),
    Row(
        "controller/relaying/settings.py",
        "collections.abc enum typing urllib.parse",
        "contracts.settings",
        "pydantic",
    ),
    Row("simulation/province/handed_up.py", "random typing", "simulation.province.year"),
    Row(
        "controller/sending/settings.py",
        "collections.abc pathlib typing urllib.parse",
        "contracts.settings",
        "pydantic",
    ),
)
