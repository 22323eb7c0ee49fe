"""Named writes. None commits: the edge that called it does, once."""
