"""Pictures for the tests of reading and of watching."""

import numpy as np

from benchmarks.scan_corpus import CONDITIONS, Sample, samples
from hardware.drivers.decode.decoders import Gray

CONDITION = {condition.name: condition for condition in CONDITIONS}


def a_picture(condition: str, code: str = "code128-25") -> Sample:
    return next(sample for sample in samples(1, CONDITION[condition]) if sample.code.name == code)


def grainy(gray: Gray, seed: int) -> Gray:
    grain = np.random.default_rng(seed).integers(-3, 4, gray.shape, np.int16)
    return np.asarray(np.clip(gray + grain, 0, 255), np.uint8)
