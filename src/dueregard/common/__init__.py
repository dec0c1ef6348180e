"""What every room shares: markings, dates, records, canonical bytes, the one safe reader."""
