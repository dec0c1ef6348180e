"""Local policing: incident logs, demand, calibration, crewing, scenarios and their simulation."""
