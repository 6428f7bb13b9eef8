"""A drawn face for layout: circles, of nobody."""

from io import BytesIO

from PIL import Image, ImageDraw


def face(kind: str = "JPEG", *, skin: str = "#c99a77", hair: str = "#3a2a20", size: int = 240) -> bytes:
    """Return a picture of a drawn face."""
    picture = Image.new("RGB", (size, size), "#8fa3ad")
    draw, unit = ImageDraw.Draw(picture), size / 240
    draw.ellipse([n * unit for n in (50, 20, 190, 215)], fill=hair)
    draw.ellipse([n * unit for n in (60, 45, 180, 220)], fill=skin)
    for left in (85, 135):
        draw.ellipse([n * unit for n in (left, 110, left + 22, 124)], fill="white")
        draw.ellipse([n * unit for n in (left + 7, 111, left + 17, 123)], fill="#2b1d14")
    draw.line([n * unit for n in (120, 120, 114, 155, 124, 157)], fill="#8a5f43", width=max(1, int(3 * unit)))
    draw.arc([n * unit for n in (95, 155, 145, 190)], 20, 160, fill="#7c3b38", width=max(1, int(4 * unit)))
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()
