"""What other systems read of one deployment; it refuses whatever names or shows a person."""

from overt.web.api.served import paths

__all__ = ["paths"]
