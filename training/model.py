"""The coder as it is trained: one encoder, whose upper layers run again for each trigger.

A sentence passes the encoder once, and every word is asked whether it is a trigger, of which type. For each trigger
the hidden states after ``SPLIT`` layers are taken again, the trigger is marked in them, and copies of the upper layers
read the sentence anew, now knowing what is asked: which words are the event's actors, recipients, place, … and of which
status, time and mode it is, and whether it is an event at all. An event so costs half a pass instead of a whole one.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from detente.coding.labels import MODE_LABELS, NO_EVENT, ROLES, STATUSES, TIMES, TRIGGER_LABELS
from detente.coding.words import Shape

SPLIT = 3


@dataclass(frozen=True, slots=True)
class Sizes:
    """Dimensions of the encoder."""

    width: int = 384
    heads: int = 12
    inner: int = 1536
    layers: int = 6
    vocabulary: int = 30522
    positions: int = 512
    split: int = SPLIT


@dataclass(frozen=True, slots=True)
class ArgumentScores:
    """Logits of the second look, one row an event (E) and, for roles, one an event, word piece and label."""

    roles: Tensor  # E × T × roles × 3
    type: Tensor  # E × types + 1
    status: Tensor
    time: Tensor
    mode: Tensor


class Layer(nn.Module):
    """One transformer layer of BERT: attention, then a network a word, each with a residual and a norm after it."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.qkv = nn.Linear(sizes.width, 3 * sizes.width)
        self.attention_out = nn.Linear(sizes.width, sizes.width)
        self.attention_norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.inner = nn.Linear(sizes.width, sizes.inner)
        self.outer = nn.Linear(sizes.inner, sizes.width)
        self.outer_norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden states B × T × width; mask B × 1 × 1 × T is added to the attention logits."""
        batch, length, width = hidden.shape
        split = self.qkv(hidden).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = split[0], split[1], split[2]
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
        attended = attended.transpose(1, 2).reshape(batch, length, width)
        hidden = self.attention_norm(hidden + self.dropout(self.attention_out(attended)))
        inner = functional.gelu(self.inner(hidden))
        return self.outer_norm(hidden + self.dropout(self.outer(inner)))


class CoderModel(nn.Module):
    """Encoder and heads."""

    def __init__(self, sizes: Sizes | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        sizes = sizes or Sizes()
        self.sizes = sizes
        self.pieces = nn.Embedding(sizes.vocabulary, sizes.width)
        self.positions = nn.Embedding(sizes.positions, sizes.width)
        self.shapes = nn.Embedding(len(Shape), sizes.width)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.lower = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.split))
        self.trigger_layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers - sizes.split))
        self.argument_layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers - sizes.split))
        self.trigger_head = nn.Linear(sizes.width, TRIGGER_LABELS)
        self.marker = nn.Embedding(2, sizes.width)
        nn.init.normal_(self.marker.weight, std=0.02)
        self.role_head = nn.Linear(sizes.width, len(ROLES) * 3)
        self.event_inner = nn.Linear(2 * sizes.width, sizes.width)
        self.type_head = nn.Linear(sizes.width, NO_EVENT + 1)
        self.status_head = nn.Linear(sizes.width, len(STATUSES))
        self.time_head = nn.Linear(sizes.width, len(TIMES))
        self.mode_head = nn.Linear(sizes.width, len(MODE_LABELS))

    def look(self, pieces: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """First look: trigger logits B × T × labels, and the hidden states that a second look starts from."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        hidden = self.pieces(pieces) + self.positions(places) + self.shapes(shapes)
        hidden = self.dropout(self.norm(hidden))
        for layer in self.lower:
            hidden = layer(hidden, mask)
        shared = hidden
        for layer in self.trigger_layers:
            hidden = layer(hidden, mask)
        return self.trigger_head(self.dropout(hidden)), shared

    def look_again(self, shared: Tensor, marked: Tensor, mask: Tensor) -> ArgumentScores:
        """Second look at sentences (E × T × width) with the trigger's word pieces marked (E × T, 0 or 1)."""
        hidden = shared + self.marker(marked)
        for layer in self.argument_layers:
            hidden = layer(hidden, mask)
        hidden = self.dropout(hidden)
        weights = (marked / marked.sum(1, keepdim=True).clamp(min=1)).to(hidden.dtype)
        trigger = torch.einsum("et,etw->ew", weights, hidden)
        event = self.dropout(functional.gelu(self.event_inner(torch.cat([trigger, hidden[:, 0]], dim=1))))
        roles = self.role_head(hidden).view(*marked.shape, len(ROLES), 3)
        heads = (self.type_head(event), self.status_head(event), self.time_head(event), self.mode_head(event))
        return ArgumentScores(roles, *heads)


def added_mask(present: Tensor) -> Tensor:
    """Presence B × T (0 or 1) as what is added to attention logits, B × 1 × 1 × T."""
    return ((1.0 - present.float()) * -10000.0)[:, None, None, :]


def load_minilm(model: CoderModel, weights: Path) -> None:
    """Put the published weights of a BERT-shaped encoder into the model; upper layers go into both looks."""
    stored = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
    with torch.no_grad():
        model.pieces.weight.copy_(stored["embeddings.word_embeddings.weight"])
        kind = stored["embeddings.token_type_embeddings.weight"][0]
        model.positions.weight.copy_(stored["embeddings.position_embeddings.weight"] + kind)
        model.norm.weight.copy_(stored["embeddings.LayerNorm.weight"])
        model.norm.bias.copy_(stored["embeddings.LayerNorm.bias"])
        for number in range(model.sizes.layers):
            for layer in _copies(model, number):
                _load_layer(layer, stored, f"encoder.layer.{number}.")


def _copies(model: CoderModel, number: int) -> list[Layer]:
    split = model.sizes.split
    if number < split:
        return [model.lower[number]]
    return [model.trigger_layers[number - split], model.argument_layers[number - split]]


def _load_layer(layer: Layer, stored: dict[str, Tensor], prefix: str) -> None:
    names = [prefix + f"attention.self.{part}." for part in ("query", "key", "value")]
    layer.qkv.weight.copy_(torch.cat([stored[name + "weight"] for name in names]))
    layer.qkv.bias.copy_(torch.cat([stored[name + "bias"] for name in names]))
    pairs = {
        "attention.output.dense.": layer.attention_out,
        "attention.output.LayerNorm.": layer.attention_norm,
        "intermediate.dense.": layer.inner,
        "output.dense.": layer.outer,
        "output.LayerNorm.": layer.outer_norm,
    }
    for name, module in pairs.items():
        module.weight.copy_(stored[prefix + name + "weight"])
        module.bias.copy_(stored[prefix + name + "bias"])
