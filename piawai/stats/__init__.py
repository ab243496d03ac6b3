"""Estimators: plain data in, plain data out."""
