"""Messungen: wie schnell und wie sparsam der Sozialmonitor ist (`python -m benchmarks`)."""
