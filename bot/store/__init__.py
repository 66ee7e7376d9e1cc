"""The store: everything that is kept, behind units of work that any SQL backend can drive."""
