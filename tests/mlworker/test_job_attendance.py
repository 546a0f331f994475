"""A worker at a job: seen, alone, and ready to be called off."""

import multiprocessing
import time

import msgspec
import pytest

from mlworker.jobs.attendance import JobCalledOff, attended, teller
from mlworker.jobs.messages import Storage, carry_out
from quorum.domain.requests import ExtractionReport, ExtractionRequest, JobFailure, RequestInvalid
from quorum.messaging.job_folder import JobFolder

REQUEST = ExtractionRequest(job="e1", images="nowhere", output="cells")


def carry(storage):
    carry_out(msgspec.to_builtins(REQUEST), ExtractionRequest, Storage(storage))


def hold(storage, held, leave):
    with JobFolder(storage, "e1").taken() as mine:
        assert mine
        held.set()
        leave.wait(60)


def test_a_job_in_the_hands_of_another_process_is_left_alone_until_that_one_dies(tmp_path):
    context = multiprocessing.get_context("spawn")
    held, leave = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, held, leave))
    other.start()
    assert held.wait(60)
    carry(tmp_path)
    assert not JobFolder(tmp_path, "e1").has_ended
    other.kill()
    other.join()
    carry(tmp_path)
    assert JobFolder(tmp_path, "e1").failure.code == "image_list_invalid"


def test_a_job_that_has_ended_is_not_done_again_until_it_is_made_ready(tmp_path):
    carry(tmp_path)
    folder = JobFolder(tmp_path, "e1")
    folder.finish(JobFailure("e1", "kept", "as it was", False))
    carry(tmp_path)
    assert folder.failure.code == "kept"
    folder.make_ready()
    carry(tmp_path)
    assert folder.failure.code == "image_list_invalid"


def test_a_job_that_is_called_off_ends_with_that_code_before_it_begins_and_while_it_runs(tmp_path):
    folder = JobFolder(tmp_path, "e1")
    folder.call_off()
    carry(tmp_path)
    assert folder.failure.code == "job_called_off"
    folder.make_ready()
    tell = teller(folder, "e1")
    tell(1.0, "still wanted")
    assert folder.progress.line == "still wanted"
    folder.call_off()
    with pytest.raises(JobCalledOff):
        tell(1.0, "too late")


def test_a_heart_beats_while_a_worker_attends_and_then_no_more(tmp_path):
    folder = JobFolder(tmp_path, "e1")
    assert folder.last_beat == 0
    with folder.taken(), attended(folder, every_s=0.01):
        first = folder.last_beat
        deadline = time.monotonic() + 10
        while folder.last_beat == first:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    last = folder.last_beat
    time.sleep(0.1)
    assert folder.last_beat == last


def test_what_is_no_report_and_what_is_no_name_are_refused(tmp_path):
    folder = JobFolder(tmp_path, "e1")
    assert folder.report(ExtractionReport) is None
    folder.finish(ExtractionReport("e1", 1, 2, 0, "digest"))
    assert folder.report(ExtractionReport).cells == 2
    (folder.path / "report.json").write_text('{"job": 1}')
    with pytest.raises(RequestInvalid, match="ExtractionReport"):
        folder.report(ExtractionReport)
    with pytest.raises(RequestInvalid, match="no name"):
        JobFolder(tmp_path, "../e1")
