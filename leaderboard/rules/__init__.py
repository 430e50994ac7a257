"""Checks on records: one small named function a rule; every module of this folder may hold some."""
