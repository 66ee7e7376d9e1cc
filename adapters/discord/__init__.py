"""Discord: so far its limits, which every screen is held against."""
