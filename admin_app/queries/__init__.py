"""Named SELECTs, each one statement."""
