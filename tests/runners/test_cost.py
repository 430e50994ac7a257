"""The cost counter on layers whose cost can be worked out by hand."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("torch")

import torch
from torch import Tensor, nn
from torchvision.models.swin_transformer import ShiftedWindowAttention

from runners.metrics.cost import Cost, UncountedLayer, profile

pytestmark = pytest.mark.torch

NOTHING = dict.fromkeys(Cost.__dataclass_fields__, 0)


def test_convolution_counts_output_positions_times_kernel_times_inputs_of_a_group() -> None:
    """8 outputs at 3x3 positions, each from 4/2 inputs and a 3x3 kernel; the bias is a parameter and no MAC."""
    layer = nn.Conv2d(4, 8, 3, stride=2, groups=2)
    assert profile(layer, (4, 8, 8)) == Cost(**NOTHING | {"params_conv": 8 * 2 * 9 + 8, "macs_conv": 8 * 9 * 2 * 9})


def test_a_layer_that_runs_twice_costs_twice_and_has_its_parameters_once() -> None:
    layer = nn.Conv2d(2, 2, 1, bias=False)
    assert profile(nn.Sequential(layer, layer), (2, 5, 5)) == Cost(**NOTHING | {"params_conv": 4, "macs_conv": 200})


def test_linear_layer_is_a_classifier_only_where_it_sees_one_vector() -> None:
    """The first layer runs on 5x6 positions, the second once an image."""
    network = nn.Sequential(nn.Linear(4, 3), nn.Flatten(), nn.Linear(90, 7, bias=False))
    expected = {"params_linear": 15 + 630, "params_classifier": 630, "macs_linear": 30 * 12 + 630}
    assert profile(network, (5, 6, 4)) == Cost(**NOTHING | expected)


def test_norm_and_activation_cost_no_macs_and_norm_parameters_stand_apart() -> None:
    cost = profile(nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2), nn.PReLU(), nn.MaxPool2d(2)), (1, 4, 4))
    assert cost == Cost(**NOTHING | {"params_conv": 4, "params_norm": 4, "params_other": 1, "macs_conv": 32})
    assert (cost.params, cost.params_without_norm, cost.macs) == (9, 5, 32)


class SelfAttention(nn.Module):
    """Torch's attention over the rows of ``[N, 1, positions, width]``."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        tokens = x.squeeze(1)
        mixed: Tensor = self.attention(tokens, tokens, value=tokens, need_weights=False)[0]
        return mixed


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_attention_states_its_matrix_products_apart_from_its_projections(device: str) -> None:
    """Five positions of width 8: four 8x8 projections; scores and weighted sum of 5x5x8 each, at any head count."""
    cost = profile(SelfAttention(8, 2).to(device), (1, 5, 8))
    expected = {"params_linear": 4 * (64 + 8), "macs_linear": 5 * 4 * 64, "macs_attention": 2 * 5 * 5 * 8}
    assert cost == Cost(**NOTHING | expected)


def test_window_attention_counts_the_padding_to_whole_windows() -> None:
    """A map of 3x2 in windows of 2x2 is computed as 4x2: eight positions, each against four."""
    layer = ShiftedWindowAttention(6, window_size=[2, 2], shift_size=[0, 0], num_heads=3)
    cost = profile(nn.Sequential(layer), (3, 2, 6))
    assert cost.macs_linear == 8 * 4 * 36
    assert cost.macs_attention == 2 * 8 * 4 * 6
    assert cost.params_other == 9 * 3  # the table of relative positions


def test_layers_without_a_rule_are_refused() -> None:
    with pytest.raises(UncountedLayer, match="ConvTranspose2d has no rule"):
        profile(nn.Sequential(nn.ConvTranspose2d(1, 1, 2)), (1, 4, 4))


def test_a_layer_that_the_forward_pass_never_calls_is_refused() -> None:
    """Auxiliary classifiers would otherwise be counted among the parameters and not among the MACs."""

    class WithAuxiliary(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.main, self.auxiliary = nn.Linear(4, 2), nn.Linear(4, 2)

        def forward(self, x: Tensor) -> Tensor:
            logits: Tensor = self.main(x)
            return logits

    with pytest.raises(UncountedLayer, match=r"never called auxiliary \(Linear\)"):
        profile(WithAuxiliary(), (4,))


def test_profiling_leaves_the_network_as_it_was() -> None:
    """Training mode, running statistics and hooks are those of before."""
    network = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2)).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    profile(network, (1, 4, 4))
    assert network.training and network[1].training
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert not network[0]._forward_hooks


def test_importing_the_command_does_not_import_torch() -> None:
    code = "import sys, leaderboard.cli.catalogue; sys.exit('torch' in sys.modules or 'runners' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("package", ["torch", "torchvision", "safetensors"])
@pytest.mark.parametrize(
    ("command", "what"), [(["catalogue", "profile"], "profiling cards"), (["run", "methods"], "running methods")]
)
def test_without_its_packages_a_command_says_what_to_install(package: str, command: list[str], what: str) -> None:
    """Exit code 2 and the extra by name, from a Python that cannot find one of them."""
    code = f"import sys; sys.modules[{package!r}] = None; from leaderboard.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True)
    assert done.returncode == 2
    remedy = "in the checkout, pip install -c constraints.txt -e '.[runners]'"
    assert done.stderr == f"error: {what} needs {package}: {remedy}\n"
