"""What can go wrong with an update: each is a sentence of the catalogue, with what to do. Pure."""


class UpdateError(Exception):
    """The programs that ran before still do; ``key`` is its sentence, filled by ``facts``."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, {name: str(value) for name, value in facts.items()}
