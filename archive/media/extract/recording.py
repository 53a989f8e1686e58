"""Length of a recording and size of its picture, by MediaInfo."""

from pathlib import Path

from pymediainfo import MediaInfo


def measure(path: Path) -> tuple[float | None, int | None, int | None]:
    """Give seconds, width and height; ValueError where it holds neither sound nor picture."""
    tracks = MediaInfo.parse(path).tracks
    if not any(track.track_type in {"Audio", "Video"} for track in tracks):
        message = "no sound and no picture"
        raise ValueError(message)
    video = next((track for track in tracks if track.track_type == "Video"), None)
    lasts = next((track.duration for track in tracks if track.duration), None)
    seconds = float(lasts) / 1000 if lasts is not None else None
    return seconds, getattr(video, "width", None), getattr(video, "height", None)
