"""One adapter for each program that calls the functions: what its cells look like coming in and going out."""
