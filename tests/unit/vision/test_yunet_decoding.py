import numpy as np
import pytest

from overt.vision.values import Faces, Floats
from overt.vision.yunet import decode, keep_best
from tests.unit.vision.scenes import faces_at


def silent_grids(height: int, width: int) -> dict[str, Floats]:
    grids: dict[str, Floats] = {}
    for stride in (8, 16, 32):
        cells = (height // stride) * (width // stride)
        for kind, values in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)):
            grids[f"{kind}_{stride}"] = np.zeros((1, cells, values), np.float32)
    return grids


def test_a_cell_becomes_the_box_and_points_its_numbers_say() -> None:
    grids = silent_grids(64, 96)
    cell = 2 * 6 + 4  # row 2, column 4 of the 16 px grid, which is 6 wide
    grids["cls_16"][0, cell], grids["obj_16"][0, cell] = 0.81, 0.64
    grids["bbox_16"][0, cell] = [0.5, 0.25, np.log(2.0), np.log(3.0)]
    grids["kps_16"][0, cell] = [0, 0, 1, 0, 0.5, 0.5, 0, 1, 1, 1]
    faces = decode(grids, 96, 0.5)
    np.testing.assert_allclose(faces.boxes, [[56, 12, 88, 60]], atol=1e-4)
    np.testing.assert_allclose(faces.scores, [0.72], atol=1e-6)
    np.testing.assert_allclose(faces.landmarks[0], [[64, 32], [80, 32], [72, 40], [64, 48], [80, 48]], atol=1e-4)


def test_a_cell_just_below_the_score_is_no_face() -> None:
    grids = silent_grids(64, 64)
    grids["cls_8"][0, 3], grids["obj_8"][0, 3] = 0.5, 0.5
    assert len(decode(grids, 64, 0.5)) == 1
    assert len(decode(grids, 64, 0.501)) == 0


def test_scores_above_one_are_cut_to_one() -> None:
    grids = silent_grids(64, 64)
    grids["cls_32"][0, 0], grids["obj_32"][0, 0] = 1.01, 1.02
    assert decode(grids, 64, 0.5).scores.tolist() == [1.0]


def scored(faces: Faces, *scores: float) -> Faces:
    return Faces(faces.boxes, np.array(scores, np.float32), faces.landmarks, faces.layout)


def test_of_boxes_that_overlap_much_the_best_is_kept() -> None:
    faces = scored(faces_at((100, 100), (105, 100), (300, 100), (110, 100)), 0.7, 0.9, 0.6, 0.8)
    kept = keep_best(faces)
    assert kept.scores.tolist() == pytest.approx([0.9, 0.6])


def test_a_face_hidden_only_by_a_suppressed_one_is_kept() -> None:
    """A chain: the middle one is dropped for the first, so the last, which the first hardly touches, stays."""
    kept = keep_best(scored(faces_at((100, 100), (140, 100), (180, 100)), 0.9, 0.8, 0.7), overlap=0.3)
    np.testing.assert_allclose(kept.centres[:, 0], [100, 180])


def test_no_faces_stay_no_faces() -> None:
    assert len(keep_best(Faces.empty())) == 0
