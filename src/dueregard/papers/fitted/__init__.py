"""The fit report as a document: what a calibration fits, and what it cannot explain."""
