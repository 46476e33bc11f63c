"""How readers did: rates, wrong texts, processor time. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.figures import percentile
from benchmarks.scan_corpus import Sample
from hardware.drivers.decode.decoders import Read

OURS, WECHAT = "ours", "WeChat"
FPS = 10
"""Pictures a second that a camera sends."""


@dataclass
class Score:
    """How one reader did in one condition."""

    tried: int = 0
    right: int = 0
    wrong: int = 0
    qr_tried: int = 0
    qr_right: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, sample: Sample, found: Iterable[Read], seconds: float) -> bool:
        """Count one picture; whether it was read."""
        texts = {read.text for read in found}
        right, is_qr = sample.text in texts, sample.code.symbology == "QRCode"
        self.tried += 1
        self.right += right
        self.wrong += bool(texts - {sample.text} - sample.also)
        self.qr_tried += is_qr
        self.qr_right += is_qr and right
        self.seconds.append(seconds)
        return right

    def join(self, other: "Score") -> None:
        """Take in another condition's."""
        self.tried += other.tried
        self.right += other.right
        self.wrong += other.wrong
        self.qr_tried += other.qr_tried
        self.qr_right += other.qr_right
        self.seconds += other.seconds

    def as_json(self) -> dict[str, float | None]:
        """Rates in percent, of all pictures and of those of QR codes; processor time in milliseconds."""
        return {
            "percent": round(100 * self.right / self.tried, 1),
            "percent_of_qr": round(100 * self.qr_right / self.qr_tried, 1) if self.qr_tried else None,
            "wrong": self.wrong,
            "ms_mean": round(1000 * sum(self.seconds) / self.tried, 1),
            "ms_p95": round(1000 * percentile(self.seconds, 95), 1),
        }


@dataclass
class Live:
    """How the frames of a camera did: seconds until the event, and processor time of each frame."""

    tried: int = 0
    wrong: int = 0
    until_event: list[float] = field(default_factory=list)
    frame_cpu: list[float] = field(default_factory=list)

    def join(self, other: "Live") -> None:
        """Take in another condition's."""
        self.tried += other.tried
        self.wrong += other.wrong
        self.until_event += other.until_event
        self.frame_cpu += other.frame_cpu

    def as_json(self) -> dict[str, float | None]:
        """Rates in percent, CPU in percent of one core at ten frames a second and in milliseconds a frame."""
        soon = self.until_event
        return {
            "percent_within_2_s": round(100 * len(soon) / self.tried, 1),
            "wrong": self.wrong,
            "event_s_p50": round(percentile(soon, 50), 2) if soon else None,
            "event_s_p95": round(percentile(soon, 95), 2) if soon else None,
            "frame_ms_p50": round(1000 * percentile(self.frame_cpu, 50), 1),
            "frame_ms_p99": round(1000 * percentile(self.frame_cpu, 99), 1),
            "cpu_percent_at_10_fps": cpu_percent(self.frame_cpu),
        }


def together(rows: Iterable[dict[str, Score]]) -> dict[str, Score]:
    """The scores of each reader in all conditions."""
    total: dict[str, Score] = {}
    for row in rows:
        for name, score in row.items():
            total.setdefault(name, Score()).join(score)
    return total


def worse(scores: dict[str, dict[str, Score]]) -> list[str]:
    """Conditions in which we read less than the best of the others."""
    return [
        name
        for name, row in scores.items()
        if row[OURS].right < max((score.right for reader, score in row.items() if reader != OURS), default=0)
    ]


def cpu_percent(seconds: Sequence[float]) -> float:
    """What these frames cost of one core at ten a second."""
    return round(100 * FPS * sum(seconds) / len(seconds), 1)
