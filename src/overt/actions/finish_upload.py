"""Record what came of a list that was sent in, and destroy the file: only its entries are kept."""

from collections.abc import Sequence

from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.entry_values import Problem
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.records.models import ErasureClass, UploadState, WatchlistUpload

MAX_PROBLEMS_KEPT = 1000


def finish_upload(upload: str, *, entries: int, problems: Sequence[Problem]) -> WatchlistUpload:
    """Settle one upload with the number of entries added and the rows refused."""
    found = WatchlistUpload.objects.get(pk=upload)
    with act(SOFTWARE, "finish_upload", found.deployment_id) as acting:
        row = WatchlistUpload.objects.get(pk=upload)
        if row.state != UploadState.WAITING:
            raise ActionRefused("upload_settled", "This upload is read already.")
        acting.record(
            "watchlist.upload_finished",
            subject=row.id,
            upload=row.id,
            entries=entries,
            refused=len(problems),
            reasons=sorted({problem.code for problem in problems}),
        )
        intent = intend(
            acting, ErasureClass.UPLOAD, row.deployment_id, row.id, ground="purpose_discharged", due_at=acting.now
        )
        row.state, row.entries, row.finished_at = UploadState.READ, entries, acting.now
        row.problems_json = [[problem.row, problem.code] for problem in problems[:MAX_PROBLEMS_KEPT]]
        row.save()
    complete(intent)
    return row
