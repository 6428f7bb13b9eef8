"""Pages, by who uses them: `apply`, `approve`, `assess`, `operate`, `respond`, `oversee`, `public`.

The room shows what the other rooms hold and turns a person's press of a button into one call of `overt.actions`. It
refuses to change a record by any other road, to keep a picture on a disk or in a cache, to show a score before the
viewer's own view is recorded, and to load anything that can look at a face: no cv2, av, dlib or onnxruntime, not even
indirectly.
"""
