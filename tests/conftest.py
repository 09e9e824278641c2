"""What may be skipped, and where the shared material is.

With BELAGG_NO_SKIP=1 (CI sets it) a skip is a failure, unless its reason says that ../shared is what is missing.
"""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from index import reading
from tests.fakes import ReaderHere
from tests.real_builds import RealBuilds

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = "../shared saknas"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared beside the checkout; the test is skipped where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{ALLOWED}: det delade materialet ligger inte bredvid utcheckningen")
    return folder


@pytest.fixture(scope="session")
def real_builds(tmp_path_factory: pytest.TempPathFactory) -> RealBuilds:
    """Builds with the real model."""
    own = tmp_path_factory.getbasetemp()
    shared_by_all = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return RealBuilds(tmp_path_factory.mktemp("real"), shared_by_all / "embedded.sqlite")


@pytest.fixture(scope="session", autouse=True)
def _files_are_read_in_this_process() -> Iterator[None]:
    """Builds begin no process of their own for reading, which takes time; what tests that process does without this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "IsolatedReader", ReaderHere)
        yield


@pytest.fixture(scope="session", autouse=True)
def _control_c_interrupts() -> None:
    """Ctrl-C stops what tests run, here and in processes begun here; a shell lets its background jobs ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that repeats its reason; an expected failure is no skip."""
    if os.environ.get("BELAGG_NO_SKIP") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(ALLOWED):
        report.outcome = "failed"
        report.longrepr = f"BELAGG_NO_SKIP=1 och testet hoppades över: {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hold each test's report against the policy."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Hold each module that skips itself against the policy."""
    report = yield
    _fail_if_skipped(report)
    return report
