"""A load run: fifty people at once on a large database, and saves while PostgreSQL goes away. `make load` runs it."""
