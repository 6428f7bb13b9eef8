"""Pages of the Authorising Officer: the authority on one page, and the decision in the officer's own words.

They refuse to show the decision to anybody who had a hand in the application.
"""
