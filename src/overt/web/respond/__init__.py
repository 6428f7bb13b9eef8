"""Pages of the Engagement Officer, made for a phone: alerts, the officer's own view, the engagement, its outcome.

They refuse to show the operator's view or the score before the officer's own view is recorded.
"""
