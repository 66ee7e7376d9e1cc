"""The benchmarks: what README.md states in figures, measured again by one command."""
