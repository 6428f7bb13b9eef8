"""Signing in and out, the choice of colours and the first page: what this person may do next."""
