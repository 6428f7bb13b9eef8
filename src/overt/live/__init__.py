"""The live process: capture, detect, track, best shot, template, compare, alert, forget; one process a camera.

It holds the opened watchlist in memory while a warrant is in force and wipes it when it ends, and lets nothing but
counters out about who did not match. It refuses to compare without a warrant or without a writable record, to queue
frames, to keep one, and to run a camera twice. Run it by `supervisor.supervise` (cameras) or `recording.run_recording`
(a file of consenting people); `pipeline.Pipeline` needs no database and serves benchmarks.
"""
