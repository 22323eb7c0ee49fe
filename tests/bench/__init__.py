"""The benchmark: `make bench` measures every operation of the dashboard on a small and on a large database."""
