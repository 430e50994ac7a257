"""Protocols: versioned TOML files that fix everything but the method."""

from runners.protocols.protocol import Protocol, load_protocol, shipped

__all__ = ["Protocol", "load_protocol", "shipped"]
