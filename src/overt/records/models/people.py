"""People who sign in, and the roles they hold; the only names in the clear are those of officers and staff."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from overt.law.roles import Role
from overt.records.ids import new_id


class PersonManager(BaseUserManager["Person"]):
    """Finds people by login; creating one is an action, not a manager's method."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with this login, as Django's sign-in asks for it."""
        return self.get(login=username)


class Person(AbstractBaseUser):
    """Somebody who may sign in; what they may do comes from their roles only, never from a flag."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[Role]:
        """Roles held now; empty for somebody who is no longer active."""
        if not self.is_active:
            return frozenset()
        held = RoleGrant.objects.filter(person_id=self.pk, ended_at=None).values_list("role", flat=True)
        return frozenset(Role(role) for role in held)


class RoleGrant(models.Model):
    """One role given to one person, with who gave it; ended grants stay as history."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    granted_by = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    ended_by = models.CharField(max_length=64, default="", blank=True)
    ended_at = models.DateTimeField(null=True, default=None)

    class Meta:
        """What the database itself guarantees."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="one_current_grant_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"
