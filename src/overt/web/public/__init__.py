"""Pages anybody may read: what Overt does and refuses, the rules that bind it, how accessible it is.

They refuse personal data: officers appear as “one person” and “another”.
"""
