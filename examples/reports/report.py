"""Prints the day's report."""

from datetime import UTC, datetime

print(f"Report of {datetime.now(UTC):%Y-%m-%d}: all quiet.")
