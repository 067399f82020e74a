"""Write a trained model as two int8 ONNX graphs, built from fused operators node by node.

The graphs are built by hand instead of traced, because that way their operators are those that onnxruntime runs
fastest in int8 (Attention, SkipLayerNormalization, BiasGelu), whatever the exporter of the day makes of the code.
"""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.model import CoderModel, Layer

OPSETS = (helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1))
FUSED = "com.microsoft"


@dataclass(slots=True)
class Graph:
    """Nodes and constants of a graph in the making; methods add a node and return the name of its output."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, value: Tensor | np.ndarray) -> str:
        """Add a constant."""
        array = value.detach().float().numpy() if isinstance(value, Tensor) else value
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def node(
        self, kind: str, *inputs: str, domain: str = "", name: str = "", outputs: int = 1, **attributes: object
    ) -> str:
        """Add a node; the name of its first output comes back."""
        made = [f"{name or 'n'}{len(self.nodes)}" + (f"_{i}" if i else "") for i in range(outputs)]
        if name:
            made[0] = name
        label = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), made, name=label, domain=domain, **attributes))
        return made[0]

    def linear(self, hidden: str, layer: nn.Linear, bias: bool = True, name: str = "") -> str:
        """``hidden`` times the weights of a layer, plus its bias."""
        product = self.node("MatMul", hidden, self.constant(layer.weight.T), name="" if bias else name)
        return self.node("Add", product, self.constant(layer.bias), name=name) if bias else product

    def layer(self, hidden: str, mask: str, layer: Layer) -> str:
        """One transformer layer."""
        attended = self.node(
            "Attention",
            *(hidden, self.constant(layer.qkv.weight.T), self.constant(layer.qkv.bias), mask),
            domain=FUSED,
            num_heads=layer.heads,
        )
        attended = self.linear(attended, layer.attention_out, bias=False)
        hidden = self._skip_norm(attended, hidden, layer.attention_norm, layer.attention_out.bias)
        inner = self.linear(hidden, layer.inner, bias=False)
        inner = self.node("BiasGelu", inner, self.constant(layer.inner.bias), domain=FUSED)
        outer = self.linear(inner, layer.outer, bias=False)
        return self._skip_norm(outer, hidden, layer.outer_norm, layer.outer.bias)

    def _skip_norm(self, new: str, old: str, norm: nn.LayerNorm, bias: Tensor) -> str:
        constants = (self.constant(norm.weight), self.constant(norm.bias), self.constant(bias))
        return self.node("SkipLayerNormalization", new, old, *constants, domain=FUSED, epsilon=norm.eps)

    def model(self, inputs: dict[str, tuple[int, list[object]]], outputs: dict[str, list[object]]) -> onnx.ModelProto:
        """The finished model."""
        given = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()]
        made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
        graph = helper.make_graph(self.nodes, "coder", given, made, self.constants)
        return helper.make_model(graph, opset_imports=list(OPSETS), ir_version=9, producer_name="detente")


def first_look(model: CoderModel) -> onnx.ModelProto:
    """Graph of the first look: pieces, shapes, mask → trigger scores, shared hidden states."""
    graph = Graph()
    tables = (graph.constant(table.weight) for table in (model.pieces, model.positions, model.shapes))
    norm = (graph.constant(model.norm.weight), graph.constant(model.norm.bias))
    hidden = graph.node(
        *("EmbedLayerNormalization", "pieces", "shapes", *tables, *norm, "mask"),
        domain=FUSED,
        outputs=2,
        epsilon=model.norm.eps,
    )
    for layer in model.lower:
        hidden = graph.layer(hidden, "mask", layer)
    graph.node("Identity", hidden, name="shared")
    for layer in model.trigger_layers:
        hidden = graph.layer(hidden, "mask", layer)
    graph.linear(hidden, model.trigger_head, name="triggers")
    words: list[object] = ["sentences", "pieces"]
    labels = model.trigger_head.out_features
    return graph.model(
        dict.fromkeys(("pieces", "shapes", "mask"), (TensorProto.INT32, words)),
        {"triggers": [*words, labels], "shared": [*words, model.sizes.width]},
    )


def second_look(model: CoderModel) -> onnx.ModelProto:
    """Graph of the second look: shared hidden states, marks, mask → roles, type, status, time, mode."""
    graph = Graph()
    column = graph.node("Unsqueeze", "marked", graph.constant(np.array([2], dtype=np.int64)))
    plain, marked = model.marker.weight[0], model.marker.weight[1]
    shift = graph.node("Mul", column, graph.constant(marked - plain))
    hidden = graph.node("Add", graph.node("Add", "shared", shift), graph.constant(plain))
    for layer in model.argument_layers:
        hidden = graph.layer(hidden, "mask", layer)
    graph.linear(hidden, model.role_head, name="roles")
    total = graph.node("ReduceSum", "marked", graph.constant(np.array([1], dtype=np.int64)), keepdims=1)
    share = graph.node("Unsqueeze", graph.node("Div", "marked", total), graph.constant(np.array([1], dtype=np.int64)))
    flat = graph.constant(np.array([0, model.sizes.width], dtype=np.int64))
    trigger = graph.node("Reshape", graph.node("MatMul", share, hidden), flat)
    opening = graph.node("Gather", hidden, graph.constant(np.array(0, dtype=np.int64)), axis=1)
    both = graph.node("Concat", trigger, opening, axis=1)
    inner = graph.linear(both, model.event_inner, bias=False)
    event = graph.node("BiasGelu", inner, graph.constant(model.event_inner.bias), domain=FUSED)
    heads = {"type": model.type_head, "status": model.status_head, "time": model.time_head, "mode": model.mode_head}
    for name, head in heads.items():
        graph.linear(event, head, name=name)
    words: list[object] = ["events", "pieces"]
    return graph.model(
        {
            "shared": (TensorProto.FLOAT, [*words, model.sizes.width]),
            "marked": (TensorProto.FLOAT, words),
            "mask": (TensorProto.INT32, words),
        },
        {"roles": [*words, model.role_head.out_features], **{n: ["events", h.out_features] for n, h in heads.items()}},
    )


def quantise(model: onnx.ModelProto, path: Path) -> None:
    """Write the graph with int8 weights, one scale a column."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "float.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


def export(model: CoderModel, first: Path, second: Path, int8: bool = True) -> None:
    """Write both graphs."""
    model.eval()
    for graph, path in ((first_look(model), first), (second_look(model), second)):
        if int8:
            quantise(graph, path)
        else:
            onnx.save(graph, path)
