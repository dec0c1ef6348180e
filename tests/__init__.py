"""Tests, as one package, so that a library that brings a folder of this name does not stand in the way."""
