"""Vision transformers for 224x224 images, in torchvision's construction."""

from __future__ import annotations

from torch import nn

from runners.models.registry import register
from runners.models.torchvision_networks import torchvision_network


@register("vit-b-16-imagenet", width=768, heads=12)
@register("deit-t-imagenet", width=192, heads=3)
@register("deit-s-imagenet", width=384, heads=6)
@register("deit-b-imagenet", width=768, heads=12)
@register("vit-l-16-imagenet", width=1024, heads=16, depth=24)
def vision_transformer(width: int, heads: int, depth: int = 12, patch: int = 16) -> nn.Module:
    """ViT with a class token and learnt positions (Dosovitskiy et al. 2021, arXiv 2010.11929, Table 1).

    DeiT (Touvron et al. 2021, arXiv 2012.12877, Table 1) is the same network in other widths; its
    distilled form, with a second token and a second head, is not.
    """
    from torchvision.models.vision_transformer import VisionTransformer

    network = VisionTransformer(
        image_size=224, patch_size=patch, num_layers=depth, num_heads=heads, hidden_dim=width,
        mlp_dim=4 * width,
    )  # fmt: skip
    assert isinstance(network, nn.Module)
    return network


@register("swin-t-imagenet", size="t")
@register("swin-s-imagenet", size="s")
@register("swin-b-imagenet", size="b")
def swin(size: str) -> nn.Module:
    """Swin transformer with 7x7 windows (Liu et al. 2021, arXiv 2103.14030)."""
    return torchvision_network(f"swin_{size}")
