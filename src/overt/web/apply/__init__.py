"""Pages of the deployment team: the application, its watchlist, sealing and submitting.

They refuse to show a watchlist picture or name again once it is sealed, and to decide anything.
"""
