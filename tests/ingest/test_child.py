"""A process of our own, from the outside."""

from ingest import child


def test_one_that_died_before_it_was_told_everything_is_let_go_of() -> None:
    process = child.begin("json")  # has no serve(), so it ends at once
    assert process.stdin is not None
    assert process.stdout is not None
    process.wait(30)
    process.stdin.write(b"never read\n")
    child.end(process)
    assert process.stdin.closed
    assert process.stdout.closed
