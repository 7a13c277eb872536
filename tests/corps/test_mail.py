"""E-mail without a server is written to a folder and can be read there."""

import pytest
from django.core.mail import EmailMessage

from corps import mail


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_BACKEND = "corps.mail.FolderBackend"
    return settings.MAIL_DIR


def test_a_message_is_written_and_read_back():
    EmailMessage("Façade", "Line one\nLine two", to=["ada@example.org"]).send()

    letter = mail.read_letter(mail.letter_names()[0])

    assert (letter.to, letter.subject) == ("ada@example.org", "Façade")
    assert letter.text.strip() == "Line one\nLine two"


def test_the_newest_comes_first():
    for subject in ("first", "second"):
        EmailMessage(subject, "", to=["ada@example.org"]).send()

    subjects = [mail.read_letter(name).subject for name in mail.letter_names()]

    assert subjects == ["second", "first"]


def test_a_name_that_was_not_written_is_not_found():
    with pytest.raises(FileNotFoundError):
        mail.read_letter("../secret_key")


def test_an_empty_folder_has_no_letters():
    assert mail.letter_names() == []
