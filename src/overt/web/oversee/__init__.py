"""Pages of overseers and of everybody who answers for a deployment: its record, in the ledger's order.

They refuse a number without its denominator, and to show what the ledger does not hold.
"""
