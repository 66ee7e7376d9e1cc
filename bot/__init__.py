"""Bounceback's platform-agnostic core: flows, words, turns, rules and the store."""

VERSION = "0.1.0"
