"""The sections that every Commissioner's paper has, written from records alone.

They take whichever records the edition may use and never ask which edition it is.
"""
