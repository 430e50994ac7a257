"""What names mean: the catalogue of data sets, architectures, methods and venues."""

from leaderboard.catalogue.catalogue import Catalogue
from leaderboard.catalogue.entries import Architecture, Dataset, Method, Venue
from leaderboard.catalogue.loading import load_catalogue

__all__ = ["Architecture", "Catalogue", "Dataset", "Method", "Venue", "load_catalogue"]
