"""Run directories as the Go program writes them: config.toml, and checkpoints in safetensors with a checksum."""

import hashlib
import json
import tomllib
from pathlib import Path

# What earlier versions called otherwise: (section, key) before and today.
RENAMED = {("features", "lags"): ("lookback", "steps"), ("features", "below"): ("features", "lower_notes")}
RENAMED_GROUPS = {"echo": "lookback"}

DEFAULTS = {
    "data": {"frames": "", "sampling": "onsets", "velocity": False},
    "features": {"groups": ["position", "pitch-class", "vicinity", "beat"], "lower_notes": ["note"]},
    "lookback": {"steps": [16, 32, 64, 128], "bars": []},
    "match": {"lengths": [4, 8, 16, 32], "transposed": [6, 16], "reach": 4096},
    "form": {"phrases": [4, 8]},
    "model": {"kind": "biaxial", "time_layers": [300, 300], "note_layers": [100, 50], "dropout": 0.0},
}


def parse_config(text):
    """The settings of a config.toml as {section: {key: value}}, under today's names, with the defaults of the network's keys."""
    config = {section: dict(keys) for section, keys in DEFAULTS.items()}
    for section, keys in tomllib.loads(text).items():
        if not isinstance(keys, dict):
            config[section] = keys
            continue
        for key, value in keys.items():
            now_section, now = RENAMED.get((section, key), (section, key))
            config.setdefault(now_section, {})[now] = value
    features = config["features"]
    features["groups"] = [RENAMED_GROUPS.get(g, g) for g in features["groups"]]
    return config


def find(run, which="best"):
    """The path of a run's checkpoint: which is "best" by validation (the last where nothing was validated), "last" or an epoch."""
    paths = sorted(Path(run, "checkpoints").glob("epoch-*.safetensors"))
    if not paths:
        raise FileNotFoundError(f"{run} has no checkpoint")
    if which == "best":
        info = json.loads(Path(run, "run.json").read_text(encoding="utf-8"))
        which = info["best"]["epoch"] if "best" in info else "last"
    return paths[-1] if which == "last" else path_of(run, int(which))


def path_of(run, epoch):
    """Where a run keeps the checkpoint of an epoch."""
    return Path(run, "checkpoints", f"epoch-{epoch:06d}.safetensors")


def read(path):
    """The weights of a checkpoint, {name: tensor}, and its metadata. A file whose checksum does not match is a ValueError."""
    from safetensors import safe_open

    data = Path(path).read_bytes()
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        weights = {k: file.get_tensor(k) for k in file.keys() if not k.startswith(("optimizer/", "rng/"))}
    checksum = metadata.get("checksum", "")
    if not checksum or sealed(data.replace(member(checksum), member(BLANK), 1)) != data:
        raise ValueError(f"{path}: not a checkpoint, or damaged: the checksum does not match")
    return weights, metadata


def write(run, weights, config, epoch):
    """Makes a new run directory, with one checkpoint, that the commands evaluate, compose, compare and export accept.

    weights is {name: tensor}, config the text of a config.toml.
    """
    from safetensors.torch import save

    path = path_of(run, epoch)
    path.parent.parent.mkdir(parents=True)  # an existing directory is never written to
    path.parent.mkdir()
    metadata = {"format": "1", "epoch": str(epoch), "config": config, "checksum": BLANK}
    path.write_bytes(sealed(save(weights, metadata)))
    Path(run, "config.toml").write_text(config, encoding="utf-8")
    info = {"status": "finished", "epoch": epoch, "seconds": 0, "counts": {"parameters": sum(w.numel() for w in weights.values())}}
    Path(run, "run.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    Path(run, "metrics.jsonl").touch()


BLANK = "0" * 64  # stands in the place of the checksum while it is computed


def member(checksum):
    """The checksum as it stands in the header. Quotes within a string are escaped, so no config holds the same bytes."""
    return f'"checksum":"{checksum}"'.encode()


def sealed(data):
    """The bytes of a file with the SHA-256 of data, in which the checksum is blank, in the checksum's place."""
    return data.replace(member(BLANK), member(hashlib.sha256(data).hexdigest()), 1)
