"""Pages of the LFR Operator: the cameras, the clock, the alert queue, and each alert with the operator's own view.

They refuse to show a score, or anybody else's view, before the viewer's own view is recorded (I-3).
"""
