"""What leads say of themselves, how it rolls up, and what others say beside it."""
