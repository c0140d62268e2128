"""The tests; a package of its own name, as an installed library may bring a `tests` too."""
