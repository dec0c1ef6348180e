"""What the full edition and the composite reports work out: standings, changes, vulnerabilities, trackers.

The public edition imports nothing from here.
"""
