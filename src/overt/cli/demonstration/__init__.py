"""The demonstration: a rehearsal deployment of drawn people on drawn video, played by hand or by scripted people.

It uses the same actions, processes and pages as any deployment. It never runs on a site that is not a demonstration.
"""
