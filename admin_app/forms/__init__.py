"""The forms that people fill in, a field for each column they may change."""
