"""Tolls: numbers of people against the ranges they mean."""
