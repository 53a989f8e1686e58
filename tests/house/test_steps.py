"""The printed table of steps, pairs and permissions is the one the program goes by."""

import steps


def test_the_docs_tell_the_steps_as_the_rows_have_them() -> None:
    assert steps.TARGET.read_text(encoding="utf-8") == steps.text(), "run tools/steps.py"
