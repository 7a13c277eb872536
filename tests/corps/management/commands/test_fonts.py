import re

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from corps.management.commands import fonts

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder in place of the site's own."""
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "fonts")
    return tmp_path / "fonts"


def test_each_face_is_made_once_with_its_weight_its_letters_and_its_licence(folder):
    call_command("fonts")
    made = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    call_command("fonts")

    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == made
    assert set(made) == {
        *("display.woff2", "text.woff2", "bold.woff2", "fonts.css"),
        *("AtkinsonHyperlegible.txt", "BricolageGrotesque.txt"),
    }
    display = TTFont(folder / "display.woff2")
    assert (display["OS/2"].usWeightClass, "fvar" in display) == (700, False)
    assert {ord(letter) for letter in "AzŵŁ£€“–"} <= set(display.getBestCmap())


def test_together_they_leave_room_in_the_budget_of_a_first_view(folder):
    call_command("fonts")

    assert sum(path.stat().st_size for path in folder.glob("*.woff2")) < 60_000


def test_what_stands_in_is_about_as_wide_as_the_font_it_waits_for(folder):
    call_command("fonts")

    sizes = re.findall(r"size-adjust: ([\d.]+)%", (folder / "fonts.css").read_text())

    assert len(sizes) == 3
    assert all(95 < float(size) < 105 for size in sizes)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_fails(folder, capsys):
    folder.write_text("a file where the folder should be")

    call_command("fonts")

    assert "pages use the system's fonts" in capsys.readouterr().err
