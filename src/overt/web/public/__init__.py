"""Pages anybody may read: what Overt does and refuses, and how accessible it is. It refuses personal data."""
