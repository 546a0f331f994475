"""Volunteers played by the computer, over HTTP, as a browser would."""
