"""From a grey picture to the text of the codes on it. The only place that knows numpy, OpenCV and the decoders.

``pipeline.read_picture`` tries everything on one picture; ``pipeline.LiveReading`` spreads the same steps over
the frames of a camera. ``motcua scan FOLDER`` judges them on anybody's pictures.
"""
