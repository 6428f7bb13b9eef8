"""Create somebody who may sign in; they hold no role until one is given."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Person


def create_person(by: Actor, *, login: str, name: str, password: str) -> Person:
    """Create a person with a login nobody has yet and a password the site's rules accept."""
    with act(by, "create_person") as acting:
        return new_person(acting, login, name, password)


def new_person(acting: Acting, login: str, name: str, password: str) -> Person:
    """Record and make one person, within an act already under way."""
    login, name = login.strip(), name.strip()
    if not login or not name:
        raise ActionRefused("name_missing", "A person needs a login and a name.")
    if Person.objects.filter(login=login).exists():
        raise ActionRefused("login_taken", "Somebody on this site has this login already.")
    person = Person(id=new_id(), login=login, name=name, created_at=acting.now)
    _refuse_weak(password, person)
    acting.record("person.created", subject=person.id, person=person.id)
    person.set_password(password)
    person.save(force_insert=True)
    return person


def _refuse_weak(password: str, person: Person) -> None:
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise ActionRefused("password_weak", " ".join(error.messages)) from error
