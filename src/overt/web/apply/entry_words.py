"""What is said of one subject, as rows for the person who reviews it; it shows no picture."""

from datetime import date

from overt.actions.entry_values import ImageNote
from overt.actions.values import SubjectDetails
from overt.records.models import Deployment
from overt.web.categories import category_words
from overt.web.words import AGE_BANDS

NOT_STATED = "Not stated"


def entry_rows(deployment: Deployment, details: SubjectDetails) -> list[tuple[str, str]]:
    """Return every particular of an entry with its name, in the order in which it is asked for.

    Details without a reference, as an officer reads them, have no row for it.
    """
    said = details.particulars
    about = [
        *([("Name or reference", details.label)] if details.label else []),
        ("Category", category_words(deployment, details.category)),
        ("Reason for this person", details.reason or NOT_STATED),
        ("Owning force", said.owning_force or NOT_STATED),
        ("Age on the day", AGE_BANDS[said.age_band] if said.age_band else NOT_STATED),
        ("Disability", said.disability_reason or "Yes, no reason given" if said.has_disability else "None known"),
        ("May be used until", _day(said.expires_on) or "No end"),
        ("Notes", said.notes or "None"),
    ]
    return about + [(f"Picture {number}", _image(note)) for number, note in enumerate(details.images, 1)]


def _image(note: ImageNote) -> str:
    said = {"From": note.source, "Held on": note.ground, "Taken": _day(note.taken_on)}
    lines = [f"{what}: {words or NOT_STATED.lower()}" for what, words in said.items()]
    aged = [] if note.age_at_capture is None else [f"Aged {note.age_at_capture} in it"]
    return "\n".join(lines + aged)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
