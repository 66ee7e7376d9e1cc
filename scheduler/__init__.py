"""Sending what falls due: the dispatcher, and APScheduler as its clock."""
