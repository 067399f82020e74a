"""Actors: who the parties of an event are."""
