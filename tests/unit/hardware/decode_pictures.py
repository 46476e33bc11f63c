"""Pictures for the tests of reading and of watching."""

from functools import cache

import numpy as np

from benchmarks.scan_corpus import CONDITIONS, Sample, samples
from hardware.drivers.decode.decoders import Gray

CONDITION = {condition.name: condition for condition in CONDITIONS}


@cache
def a_picture(condition: str, code: str = "code128-25") -> Sample:
    """A picture that nobody may write on: it is the same one for every test."""
    sample = next(sample for sample in samples(1, CONDITION[condition]) if sample.code.name == code)
    sample.gray.flags.writeable = False
    return sample


def grainy(gray: Gray, seed: int) -> Gray:
    grain = np.random.default_rng(seed).integers(-3, 4, gray.shape, np.int16)
    return np.asarray(np.clip(gray + grain, 0, 255), np.uint8)
