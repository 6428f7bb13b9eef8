"""The proof of forgetting: a drawn passer-by walks past a camera pipeline, and nothing of them may be found afterwards.

It can show that what was planted is not where it looked; never that nothing is anywhere (docs/what-we-can-promise.md).
It refuses any video but the one it draws itself, and has no list to compare anybody with.
"""
