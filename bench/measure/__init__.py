"""The parts of scripts/bench: servers side by side on one core, load from another, and a page about it."""
