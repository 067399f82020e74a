"""Coding: from a report's sentences to events with the words that say so."""
