"""Argos translation packages, read by Rasid itself: store, index, tokenizers, engine."""
