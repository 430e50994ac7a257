"""Addresses and names of our own runs' pages, for all that lead to them."""

from __future__ import annotations

from leaderboard.analysis.measured import Campaign
from leaderboard.render.context import Link, Site
from leaderboard.render.formats import count


def campaign_path(campaign: Campaign, method: str | None = None) -> str:
    """Address of a campaign's page, or of the runs of one method in it."""
    version = "" if campaign.version == 1 else f"--{campaign.version}"
    name = f"{campaign.protocol}{version}--{campaign.network}"
    return f"measured/{name}.html" if method is None else f"run/{name}--{method}.html"


def protocol_name(campaign: Campaign) -> str:
    """The protocol, with its version from the second on."""
    return campaign.protocol if campaign.version == 1 else f"{campaign.protocol}, version {campaign.version}"


def campaign_link(site: Site, campaign: Campaign) -> Link:
    """``Digits CNN under digits-v1``"""
    name = site.corpus.cards[campaign.network].name
    runs = f"{count(len(campaign.methods), 'method')}, {count(campaign.runs, 'run')}"
    return Link(f"{name} under {protocol_name(campaign)}", campaign_path(campaign), runs)
