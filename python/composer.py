"""Composes with an ONNX model of the command export, in onnxruntime: python composer.py MODEL.onnx STEPS STEPS_PER_QUARTER [SEED]"""

import json
import sys

import numpy as np
import onnxruntime


class Composer:
    """The state of P pieces, all beginning from silence. past is P×S×88×2: play and articulate of the last S steps."""

    def __init__(self, path, pieces=1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a step is too small for more
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        zeros = lambda i: np.zeros([pieces if isinstance(size, str) else size for size in i.shape], np.float32)
        inputs = {i.name: i for i in self.session.get_inputs()}
        self.past = zeros(inputs["past"])
        self.style = {}  # P×Y, the weights of the styles in the order of self.styles; an even mixture until they are set
        self.styles = json.loads(self.session.get_modelmeta().custom_metadata_map.get("styles", "[]"))
        if self.styles:
            self.style["style"] = np.full((pieces, len(self.styles)), 1 / len(self.styles), np.float32)
        self.states = {name: zeros(i) for name, i in inputs.items() if name.endswith((".h", ".c"))}

    def step(self, sixteenths, uniform, temperature=1.0):
        """Composes a step: the frame, P×88×2, and its logits, P×88×K.

        sixteenths, P, is the place in its bar, 0 to 15, of the step before; uniform, P×88×2, random numbers from 0 to below 1.
        """
        inputs = {
            "past": self.past,
            "sixteenth": np.array(sixteenths, np.int64),
            "uniform": np.array(uniform, np.float32),
            "temperature": np.array([temperature], np.float32),
        }
        names = ["frame", "logits"] + [name + ".next" for name in self.states]
        frame, logits, *states = self.session.run(names, inputs | self.states | self.style)
        self.past = np.concatenate([self.past[:, 1:], frame[:, None]], 1)
        self.states = dict(zip(self.states, states))
        return frame, logits


def main(path, steps, steps_per_quarter, seed=1):
    """Prints the keys that sound in each step, in 4/4."""
    composer, random = Composer(path), np.random.default_rng(int(seed))
    for t in range(int(steps)):
        place = (t - 1) % (4 * int(steps_per_quarter)) * 4 // int(steps_per_quarter)
        frame, _ = composer.step([place], random.random((1, 88, 2)))
        print(t, *(np.flatnonzero(frame[0, :, 0]) + 21))


if __name__ == "__main__":
    main(*sys.argv[1:])
