"""From a text to a checked translation: cutting, protecting, rendering, checking."""
