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


def test_a_message_that_comes_again_is_written_once(folder):
    message = EmailMessage("Hello", "", to=["ada@example.org"], headers={"Message-ID": "<1@here>"})

    for _ in range(2):
        message.send()

    assert len(mail.letter_names()) == 1


def test_a_message_whose_writer_was_stopped_half_way_is_written_when_it_comes_again(folder):
    message = EmailMessage("Hello", "", to=["ada@example.org"], headers={"Message-ID": "<1@here>"})
    message.send()
    (folder / f"{mail.letter_names()[0]}.eml").unlink()  # only the mark was left

    message.send()

    assert mail.read_letter(mail.letter_names()[0]).subject == "Hello"


def test_plain_words_get_a_frame_with_one_button_and_a_large_code():
    text = "Hello,\n\nhttps://example.org/open/\n\nABCD-EFGH\n\n<b>Bins</b>"

    message = mail.framed(EmailMessage("Hello", text, to=["ada@example.org"]), "Open it")

    html, kind = message.alternatives[0]
    assert (kind, message.body) == ("text/html", text)
    assert html.count('class="action" href="https://example.org/open/"') == 1
    assert html.count("&lt;b&gt;Bins&lt;/b&gt;") == 1
    assert mail.paragraphs(text)[2] == ("code", "ABCD-EFGH")


def test_both_parts_are_read_back():
    mail.framed(EmailMessage("Hello", "Façade", to=["ada@example.org"])).send()

    letter = mail.read_letter(mail.letter_names()[0])

    assert letter.text.strip() == "Façade"
    assert letter.html.count("Façade") == 1
