"""The one safe reader: bounded, strict, line numbers kept, every fault in one sentence."""
