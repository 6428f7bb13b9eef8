"""The report of an evaluation: the order of ISO/IEC 19795-1 and -10 reporting items, said for people who decide.

Method follows those standards as published about; no conformance is claimed. What was not measured has a section of its
own. One list of sections becomes both the HTML page and the PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from overt.evaluate.figures import Drawn
from overt.evaluate.results import AtThreshold, AttributeResult, Measured, Results

NO_FIGURE = "not measured"


@dataclass(frozen=True)
class Block:
    """A paragraph, a boxed note, a table or a figure; `kind` says which of the fields are used."""

    kind: str
    text: str = ""
    heading: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    file: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Section:
    """A titled section."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """Everything the page and the PDF say."""

    title: str
    subtitle: str
    dated: str
    reference: str
    sections: tuple[Section, ...]

    def to_values(self) -> dict[str, object]:
        """Return plain values for a template."""
        return asdict(self)


def report_of(results: Results, drawn: Sequence[Drawn]) -> Report:
    """Compose the report."""
    figures = {each.name: each for each in drawn}
    sections = [
        _summary(results),
        _evaluated(results),
        _people(results),
        _method(results),
        _acquisition(results),
        _accuracy(results, figures),
        _list_sizes(results, figures),
        *([_groups(results, figures)] if results.groups else []),
        Section("What was not measured", tuple(map(_point, results.not_measured))),
        _published(results),
        _repeat(results),
    ]
    subtitle = f"{results.evaluation.capitalize()} evaluation of {results.engine.name} {results.engine.version}"
    reference = f"run {results.run[:16]}"
    return Report(results.title, subtitle, results.dated.isoformat(), reference, tuple(sections))


def _summary(results: Results) -> Section:
    at = results.at_threshold[-1]
    rows = (
        ("Found, of searches that gave a template (TPIR)", at.tpir.says),
        ("Recognised end to end, detector failures included", at.end_to_end.says),
        ("False alerts, of people not on the list (FPIR)", at.fpir.says),
        ("Passages without a usable template, seeded (FTA)", results.seeded_fta.says),
        ("Passages without a usable template, strangers (FTA)", results.filler_fta.says),
    )
    head = f"At threshold {at.threshold:.4f} with {at.list_size:,} people on the list:"
    verdicts = [
        f"Groups by {attribute.attribute}: {_verdicts(attribute)}. Read with the list: {attribute.composition}."
        for attribute in results.groups
    ]
    if any(pair.verdict == "inconclusive" for each in results.groups for pair in (*each.missed, *each.false_positive)):
        verdicts.append(INCONCLUSIVE)
    said = [*map(_note, results.warnings), *map(_text, verdicts)]
    table = _table(("Figure", "Counts, rate, interval, method"), rows)
    return Section("Summary", (_text(_in_words(at)), _text(head), table, *said))


INCONCLUSIVE = (
    "Inconclusive means that this evaluation was too small to show a difference or to rule one out. It does not mean "
    "that there is none."
)


def _in_words(at: AtThreshold) -> str:
    """Say the two figures people decide on, as counts of people walking past."""
    found, alerts = at.end_to_end, at.fpir
    return (
        f"In plain words: people on the list walked past {found.denominator:,} times; {found.numerator:,} times they "
        f"were recognised, {found.denominator - found.numerator:,} times missed. People who are not on it walked past "
        f"{alerts.denominator:,} times and gave a template; {alerts.numerator:,} times that raised an alert about "
        "somebody else. Chance alone can move these counts as far as the intervals below say; other people, other "
        "cameras or a longer list can move them further."
    )


def _verdicts(attribute: AttributeResult) -> str:
    said = []
    for name, pairs in (("misses", attribute.missed), ("false alerts", attribute.false_positive)):
        counts = [(verdict, sum(pair.verdict == verdict for pair in pairs)) for verdict in _ORDER]
        words = ", ".join(f"{count} of {len(pairs)} pairs {verdict}" for verdict, count in counts if count)
        said.append(f"{name}: {words or 'none could be compared'}")
    return "; ".join(said)


_ORDER = ("different", "equivalent", "inconclusive")


def _evaluated(results: Results) -> Section:
    rows = (
        ("Engine", f"{results.engine.name}, version {results.engine.version}"),
        ("Passport SHA-256", results.engine.digest or "not known: a score file was evaluated"),
        ("Kind of evaluation", f"{results.evaluation} (ISO/IEC 19795-2)"),
        ("Data", results.data_set),
        ("Dated", results.dated.isoformat()),
    )
    said = "The figures belong to this version of this engine. Another version needs an evaluation of its own (E-99)."
    return Section("What was evaluated", (_table(("Item", "As it was"), rows), _text(said)))


def _people(results: Results) -> Section:
    rows = tuple(
        (cohort.name, f"{cohort.people:,}", f"{cohort.pictures:,}", cohort.ground, cohort.consent)
        for cohort in results.cohorts
    )
    said = "Calibration people, strangers and people on the list are disjoint; seeded people are on the list."
    return Section(
        "People, ground and consent",
        (_table(("Cohort", "People", "Pictures", "Lawful ground", "Consent"), rows), _text(said)),
    )


def _method(results: Results) -> Section:
    return Section(
        "Method and uncertainty",
        (
            _text(
                "An alert is a score at or above the threshold. Each passage is searched once against the whole list."
            ),
            _text(
                "TPIR counts seeded searches that gave a template; the end-to-end rate counts all seeded passages, so "
                "a face that was not detected is a miss. FPIR counts strangers' searches."
            ),
            _text(
                "Intervals are exact (Clopper-Pearson) where everybody passed once. Where people passed again, whole "
                f"people are resampled at least 2,000 times (BCa, seed {results.seed}) and the effective number stands "
                "beside the count. Ratios have score intervals; pairs are tested by Fisher's exact test with Holm's "
                "correction, counts divided by their design effect. Three verdicts are possible: different, equivalent "
                "within the stated factor, inconclusive."
            ),
            _text(
                "Under 30 events the figure carries the words “too few events to state a rate”: read its interval, and "
                "do not quote the percentage."
            ),
            _text(f"Threshold: {results.threshold.says}"),
        ),
    )


def _acquisition(results: Results) -> Section:
    rows = [
        ("Pictures that could not be enrolled", _said(results.failure_to_enrol)),
        ("Seeded passages without a template", results.seeded_fta.says),
        ("Strangers' passages without a template", results.filler_fta.says),
    ]
    rows += [
        (f"Reason, {cohort.name}: {reason.replace('_', ' ')}", f"{count:,} of {cohort.pictures:,} passages")
        for cohort in results.cohorts
        for reason, count in cohort.failures.items()
    ]
    return Section("Failures to enrol and to acquire", (_table(("Failure", "Counts"), tuple(rows)),))


def _accuracy(results: Results, figures: dict[str, Drawn]) -> Section:
    rows = []
    for at in results.at_threshold:
        size = f"{at.list_size:,}"
        rows += [(size, "TPIR", at.tpir.says), (size, "TPIR, right subject first", at.tpir_rank_one.says)]
        rows += [(size, "FNIR", at.fnir.says), (size, "End to end", at.end_to_end.says), (size, "FPIR", at.fpir.says)]
        rows.append((size, "Selectivity", at.selectivity.says if at.selectivity else NO_FIGURE))
    expected = [_text(f"Expected, if strangers are as here: {results.expected.says}.")] if results.expected else []
    table = _table(("On the list", "Measure", "Counts, rate, interval, method"), tuple(rows))
    return Section("Accuracy", (table, *expected, *_shown(figures, "det", "scores")))


def _list_sizes(results: Results, figures: dict[str, Drawn]) -> Section:
    rows = tuple((f"{each.list_size:,}", each.says) for each in results.projections)
    return Section(
        "List size",
        (*_shown(figures, "fpir-by-list-size"), _table(("On the list", "Projected, not measured"), rows)),
    )


def _groups(results: Results, figures: dict[str, Drawn]) -> Section:
    blocks: list[Block] = []
    for attribute in results.groups:
        blocks.append(_text(f"By {attribute.attribute}. {attribute.statement} Composition: {attribute.composition}."))
        blocks += map(_note, attribute.warnings)
        rows = tuple(
            (group.group, f"{group.people:,}", f"{group.listed:,}", name, _said(rate))
            for group in attribute.groups
            for name, rate in (
                ("TPIR", group.tpir),
                ("FPIR", group.fpir),
                ("FTA", group.fta),
                ("End to end", group.end_to_end),
            )
        )
        blocks.append(_table(("Group", "People", "Listed", "Measure", "Counts, rate, interval, method"), rows))
        pairs = tuple(
            (name, pair.verdict, pair.says)
            for name, found in (("Misses (FNIR)", attribute.missed), ("False alerts (FPIR)", attribute.false_positive))
            for pair in found
        )
        blocks.append(_table(("Compared", "Verdict", "Why"), pairs))
        blocks += [_text(f"{index.name}: {index.says}") for index in attribute.indices]
        blocks += map(_note, attribute.left_out)
    blocks += _shown(figures, "ratios", "power", "cross-group")
    return Section("Differences between groups", tuple(blocks))


def _published(results: Results) -> Section:
    rows = tuple(
        (each.name, f"{each.published} ({each.date_from})", each.says, each.caution) for each in results.references
    )
    said = "Held for reference (E-48). They were measured on other people and are not compared with the figures above."
    return Section(
        "Published benchmarks", (_text(said), _table(("Source", "Published", "As published", "Caution"), rows))
    )


def _repeat(results: Results) -> Section:
    rows = (
        ("Plan SHA-256", results.plan_digest),
        ("Run (plan, pictures, engine)", results.run),
        ("Seed", str(results.seed)),
        *((each.file, each.sha256) for each in results.files),
    )
    said = "The same plan, pictures, engine and seed give these files again, byte for byte. Templates were destroyed."
    return Section("How to repeat it", (_text(said), _table(("What", "SHA-256 or value"), rows)))


def _said(rate: Measured | None) -> str:
    return NO_FIGURE if rate is None else rate.says


def _text(text: str) -> Block:
    return Block("text", text)


def _point(text: str) -> Block:
    return Block("point", text)


def _note(text: str) -> Block:
    return Block("note", text)


def _table(heading: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Block:
    return Block("table", heading=heading, rows=rows)


def _shown(figures: dict[str, Drawn], *names: str) -> list[Block]:
    found = [figures[name] for name in names if name in figures]
    return [Block("figure", each.caption, file=f"figures/{each.name}.svg", alt=each.alt) for each in found]


def write_report(report: Report, folder: Path) -> None:
    """Write report.html and report.pdf beside the figures."""
    from overt.evaluate.typeset import page, pdf

    (folder / "report.html").write_text(page(report), encoding="utf-8")
    (folder / "report.pdf").write_bytes(pdf(report, folder))
