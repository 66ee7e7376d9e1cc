"""Facts Bounceback works with: ids, links and proper names. Our own wording lives in Fluent files."""
