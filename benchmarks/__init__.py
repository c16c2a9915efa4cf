"""What `make bench` runs. benchmarks/README.md says how to add a scenario."""
