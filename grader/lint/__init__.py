"""Known mistakes run through an exercise: which of them it would let through."""
