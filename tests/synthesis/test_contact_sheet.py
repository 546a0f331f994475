"""The contact sheet, run the way its documentation says."""

import subprocess
import sys

from PIL import Image


def test_the_command_writes_one_page_small_enough_for_the_docs(tmp_path):
    page = tmp_path / "docs" / "sheet.webp"
    subprocess.run([sys.executable, "-m", "quorum.synthesis.contact_sheet", "--out", page], check=True)
    assert page.stat().st_size < 600_000
    with Image.open(page) as image:
        assert image.format == "WEBP"
        assert image.width > 1500
