"""Composes with an ONNX model of the command export, in onnxruntime: python composer.py MODEL.onnx MEASURES [METRE] [SEED]"""

import json
import sys
import tomllib

import numpy as np
import onnxruntime

from metre import Place, bar_length, place


class Composer:
    """The state of P pieces, all beginning from silence. past is P×S×88×2: play and articulate of the last S steps.

    Where the model looks back by bars or has the group match, past grows with the pieces. With velocities it is P×S×88×3.
    """

    def __init__(self, path, pieces=1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a step is too small for more
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        metadata = self.session.get_modelmeta().custom_metadata_map
        self.steps_per_quarter = tomllib.loads(metadata["config"])["data"]["steps_per_quarter"]
        inputs = {i.name: i.shape for i in self.session.get_inputs()}
        zeros = lambda name: np.zeros([{"pieces": pieces, "steps": 1}.get(size, size) for size in inputs[name]], np.float32)
        self.past = zeros("past")
        self.memory = 0 if inputs["past"][1] == "steps" else inputs["past"][1]  # S; 0 keeps all steps
        self.places = [name for name in Place._fields if name in inputs]  # those that the model reads
        self.styles = json.loads(metadata.get("styles", "[]"))
        self.style = {}  # P×Y, the weights of the styles in the order of self.styles; an even mixture until they are set
        if self.styles:
            self.style["style"] = np.full((pieces, len(self.styles)), 1 / len(self.styles), np.float32)
        self.states = {name: zeros(name) for name in inputs if name.endswith((".h", ".c"))}

    def step(self, places, uniform, temperature=1.0):
        """Composes a step: the frame, P×88×2, and its logits, P×88×K; with velocities P×88×3 and P×88×34.

        places has a metre.Place of the step for each piece; uniform, like the frame, random numbers from 0 to below 1.
        """
        inputs = {name: np.array([getattr(p, name) for p in places], np.int64) for name in self.places}
        inputs |= {"past": self.past, "uniform": np.array(uniform, np.float32), "temperature": np.array([temperature], np.float32)}
        names = ["frame", "logits"] + [name + ".next" for name in self.states]
        frame, logits, *states = self.session.run(names, inputs | self.states | self.style)
        self.past = np.concatenate([self.past, frame[:, None]], 1)[:, -self.memory :]
        self.states = dict(zip(self.states, states))
        return frame, logits


def main(path, measures, metre="4/4", seed=1):
    """Prints the keys that sound in each step."""
    composer, random = Composer(path), np.random.default_rng(int(seed))
    bar = [composer.steps_per_quarter, *map(int, metre.split("/"))]
    total = int(measures) * bar_length(*bar)
    for t in range(total):
        frame, _ = composer.step([place(t, total, *bar)], random.random((1, *composer.past.shape[2:])))
        print(t, *(np.flatnonzero(frame[0, :, 0]) + 21))


if __name__ == "__main__":
    main(*sys.argv[1:])
