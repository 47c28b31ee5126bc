"""Benchmarks: one file each, found by its name; every figure stands beside its baseline, measured in the same run."""
