"""Text to Exercise: the exercise file, its formulas and programs, its sampled inputs."""
