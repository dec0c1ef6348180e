"""Who the force is: identity, local areas, leads, bodies, settings, strength, arrangements."""
