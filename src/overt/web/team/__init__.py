"""Who holds which role and whether it counts; one's own training; how roles are filled.

These pages refuse to show anybody an adjustment but its owner and those who may agree one, and never ask for its cause.
"""
