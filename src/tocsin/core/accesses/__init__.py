"""Looks at people's records: what is odd about them, which are reviewed, and by whom.

Every question here is about a look, never about the life of whoever was looked at, and nothing is
added up over a person.
"""
