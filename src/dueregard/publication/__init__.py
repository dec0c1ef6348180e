"""What the force says: prose, decisions asked, releases, frozen papers. It knows no figures."""
