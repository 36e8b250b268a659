"""Prüfungen im echten Browser; ohne Chromium übersprungen."""
