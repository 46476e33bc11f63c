"""Files that an office could give as forms."""

import io

from PIL import Image
from reportlab.pdfgen.canvas import Canvas


def a_pdf(pages: int = 1, says: str = "Tờ khai", *, locked: bool = False) -> bytes:
    """A sheet of A4 for each page, with a line on it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), encrypt="1234" if locked else None, invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"{says} - {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (60, 80)) -> bytes:
    """One dark sheet."""
    out = io.BytesIO()
    Image.new("RGB", size, "#204060").save(out, kind)
    return out.getvalue()
