"""Benchmarks: how fast readers are served, beside what they would get elsewhere."""
