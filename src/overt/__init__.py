"""Overt: accountable live facial recognition."""
