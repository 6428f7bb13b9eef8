"""What is kept, and nothing else: deployments, watchlists, alerts, people, roles, runs and receipts of erasure.

Rows hold opaque ids, counts, times and decisions; every direct identifier is a sealed blob whose key lives in the
vault, outside this database. Only `overt.actions` changes a row. This room refuses to hold a frame, a template in the
clear, a name on a watchlist in the clear, or a picture of somebody who did not alert.
"""
