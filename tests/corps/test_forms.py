import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from corps.forms import LARGEST_UPLOAD, DateField, MoneyField, SkillRowsField, UploadField

SKILLS = [(11, "User focus"), (12, "Prototyping"), (13, "Information security")]
KINDS = [("required", "Required"), ("desirable", "Would help")]


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As your colleagues know you.")
    team = forms.ChoiceField(choices=[("a", "Parks"), ("b", "Roads")], widget=forms.RadioSelect)
    start = DateField(required=False)
    cost = MoneyField(what="Forecast", required=False)
    agreed = forms.BooleanField(error_messages={"required": "Tick the box"})


class SkillForm(forms.Form):
    skills = SkillRowsField(
        skills=SKILLS,
        kinds=KINDS,
        level_free={"desirable"},
        error_messages={"required": "Name one skill at least"},
    )


class OptionalForm(forms.Form):
    say_optional = True
    note = forms.CharField(required=False)
    name = forms.CharField()


def rows(*typed):
    """What a browser sends for rows of (skill, level, kind)."""
    return {
        f"skills-{part}-{number}": value
        for number, row in enumerate(typed)
        for part, value in zip(("skill", "level", "kind"), row, strict=True)
    }


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("45000", "45000"),
        ("£45,000", "45000"),
        (" £ 45 000.50 ", "45000.50"),
        ("45k", "45000"),
        ("1.2m", "1200000"),
        ("0", "0"),
    ],
)
def test_money_is_read_as_people_type_it(typed, pounds):
    assert MoneyField().clean(typed) == Decimal(pounds)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lots", "Forecast must be a number, like 45000"),
        ("k", "Forecast must be a number, like 45000"),
        ("NaN", "Forecast must be a number, like 45000"),
        ("-5", "Forecast cannot be less than 0"),
        ("1.005", "Forecast can have at most two digits for pence"),
        (
            "99999999999",
            "Forecast is too large: give at most ten digits before the pence",
        ),
        ("", "Enter the forecast"),
    ],
)
def test_money_that_is_none_is_answered_with_how_to_mend_it(typed, words):
    with pytest.raises(forms.ValidationError) as caught:
        MoneyField(what="Forecast").clean(typed)

    assert caught.value.messages == [words]


def test_words_given_to_a_money_field_are_kept():
    field = MoneyField(what="The fee", error_messages={"required": "Say what it costs"})

    with pytest.raises(forms.ValidationError, match="Say what it costs"):
        field.clean("")


@pytest.mark.parametrize("typed", ["2027-03-03", "3/3/2027", "3 March 2027", "3 Mar 2027"])
def test_a_date_is_read_in_the_usual_ways(typed):
    assert DateField().clean(typed) == date(2027, 3, 3)


def test_a_date_is_drawn_as_the_browsers_own_field_with_its_value():
    html = str(SampleForm(initial={"start": date(2027, 3, 3)})["start"])

    assert html == '<input type="date" name="start" value="2027-03-03" id="id_start">'


def test_everything_typed_survives_an_error():
    form = SampleForm({"name": "Ada", "cost": "lots", "start": "soon", "team": "b"})

    html = str(form)

    assert 'value="Ada"' in html
    assert 'value="lots"' in html
    assert 'value="soon"' in html
    assert '<input type="radio" name="team" value="b" required' in html


def test_djangos_own_errors_are_said_in_plainer_words():
    form = SampleForm({"team": "c", "start": "soon", "agreed": ""})

    said = {field.name: list(field.errors) for field in form if field.errors}

    assert said == {
        "name": ["Fill in “Name”"],
        "team": ["Choose from the list: Team"],
        "start": ["Enter a date, like 3 March 2027"],
        "agreed": ["Tick the box"],
    }


def test_an_error_and_a_hint_are_tied_to_their_input():
    html = SampleForm({})["name"].as_field_group()

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert '<div class="hint" id="id_name_helptext">As your colleagues know you.</div>' in html
    assert '<ul class="errorlist" id="id_name_error"><li>Fill in “Name”</li></ul>' in html


def test_the_summary_leads_to_each_field_and_a_group_to_its_first_input():
    html = str(SampleForm({"cost": "lots"}))

    assert [part.split('"')[0] for part in html.split('href="#')[1:]] == [
        "id_name",
        "id_team_0",
        "id_cost",
        "id_agreed",
    ]
    assert 'id="id_team_0"' in html


def test_a_summary_is_drawn_once_however_often_it_is_asked_for():
    form = SampleForm({})

    html = str(form) + str(form)

    assert html.count("There is a problem") == 1


def test_a_form_without_faults_has_no_summary():
    assert "There is a problem" not in str(SampleForm())


def test_what_is_optional_is_marked_where_a_form_says_so():
    form = OptionalForm()

    html = str(form)

    assert html.count("(optional)") == 1
    assert form["note"].as_field_group().count("(optional)") == 1


def test_rows_of_skills_become_ids_levels_and_kinds():
    typed = [
        ("user focus ", "2", "required"),
        ("", "", "required"),
        ("Prototyping", "", "desirable"),
    ]

    form = SkillForm(rows(*typed))

    assert form.is_valid()
    assert form.cleaned_data["skills"] == [(11, 2, "required"), (12, None, "desirable")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            ("Information securty", "2", "required"),
            "“Information securty” is not in the framework: did you mean “Information security”?",
        ),
        (
            ("focus", "2", "required"),
            "“focus” is not in the framework: did you mean “User focus”?",
        ),
        (
            ("Zzz", "2", "required"),
            "“Zzz” is not in the framework: choose a skill from the list",
        ),
        (("User focus", "", "required"), "Choose a level for “User focus”"),
        (("User focus", "9", "required"), "Choose a level for “User focus”"),
        (("User focus", "2", "odd"), "Say for “User focus”: Required or Would help"),
    ],
)
def test_a_wrong_row_of_skills_is_named_with_how_to_mend_it(typed, words):
    form = SkillForm(rows(typed))

    assert list(form["skills"].errors) == [words]


def test_a_skill_is_named_once():
    form = SkillForm(rows(("User focus", "2", "required"), ("User focus", "1", "desirable")))

    assert list(form["skills"].errors) == ["“User focus” is there twice: keep one of them"]


def test_no_skill_at_all_is_too_few():
    assert list(SkillForm(rows())["skills"].errors) == ["Name one skill at least"]


def test_wrong_rows_are_marked_keep_what_was_typed_and_are_led_to():
    form = SkillForm(rows(("User focus", "2", "required"), ("Prototypng", "3", "desirable")))

    html = str(form)

    assert html.count('aria-invalid="true"') == 1
    assert 'value="Prototypng"' in html
    assert html.index('id="id_skills"') > html.index('name="skills-skill-1"')
    assert html.index('id="id_skills"') < html.index('name="skills-skill-2"')


def test_rows_are_drawn_with_some_to_spare_and_bring_their_script():
    few = SkillForm(initial={"skills": [("User focus", 2, "required")]})
    many = SkillForm(initial={"skills": [("User focus", 2, "required")] * 10})

    drawn = [str(form).count('aria-label="Skill ') for form in (few, many)]

    assert drawn == [6, 14]
    assert str(few.media) == '<script src="/static/js/skill_rows.js" type="module"></script>'


def test_rows_that_were_not_touched_have_not_changed():
    data = rows(("User focus", "2", "required"))

    same, other = (
        SkillForm(data, initial={"skills": [("User focus", level, "required")]}) for level in (2, 3)
    )

    assert (same.has_changed(), other.has_changed()) == (False, True)


def test_a_field_may_want_one_row_of_a_kind():
    field = SkillRowsField(
        skills=[(1, "Listening")],
        kinds=[("required", "Required"), ("desirable", "Would help")],
        at_least_one="required",
    )

    with pytest.raises(forms.ValidationError, match="Mark at least one skill as “Required”"):
        field.clean([("Listening", "2", "desirable")])

    assert field.clean([("Listening", "2", "required")]) == [(1, 2, "required")]


def archive(**files):
    """A zip file; two underscores stand for a dot, a capital X for the types' odd name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, words in files.items():
            file.writestr(name.replace("X", "[Content_Types].xml").replace("__", "."), words)
    return held.getvalue()


def office(kind):
    """The least file of a kind of Office document."""
    main = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    return archive(X=f'<Types><Override ContentType="{main}"/></Types>')


def open_document(kind):
    """The least file of a kind of OpenDocument."""
    return archive(mimetype=f"application/vnd.oasis.opendocument.{kind}")


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 30
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 30
WORD = office("wordprocessingml.document")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", b"\xff\xd8\xff\xe1\0\x10Exif\0" + b"\0" * 30),
        ("a.gif", b"GIF89a" + b"\0" * 30),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 30),
        ("a.docx", WORD),
        ("a.xlsx", office("spreadsheetml.sheet")),
        ("a.pptx", office("presentationml.presentation")),
        ("a.odt", open_document("text")),
        ("a.ods", open_document("spreadsheet")),
        ("a.odp", open_document("presentation")),
        ("a.csv", "month,hours\r\nMay,4½\r\n".encode()),
        ("a.txt", "\ufeffTwo posts went.".encode()),
        ("a.TXT", b"Shouted."),
    ],
)
def test_a_file_that_is_what_it_says_is_taken_whole(name, content):
    file = UploadField().clean(SimpleUploadedFile(name, content))

    assert (file.name, file.read()) == (name.lower(), content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "a.pdf",
            PNG,
            "This says it is a PDF, but is not: it looks like a PNG picture."
            " Give it the name that fits, or save it again",
        ),
        (
            "a.pdf",
            b"MZ\x90\0" + b"\0" * 50,
            "This says it is a PDF, but is not: open it in the program that made it,"
            " and save it again",
        ),
        (
            "a.xlsx",
            WORD,
            "This says it is an Excel workbook, but is not: it looks like a Word document."
            " Give it the name that fits, or save it again",
        ),
        (
            "a.exe",
            PDF,
            "“a.exe” is not a kind of file that we take: choose a PDF, a picture,"
            " an office document, plain text or CSV",
        ),
        (
            "page.html",
            b"<p>",
            "“page.html” is not a kind of file that we take: choose a PDF, a picture,"
            " an office document, plain text or CSV",
        ),
        (
            "noending",
            b"words",
            "“noending” is not a kind of file that we take: choose a PDF, a picture,"
            " an office document, plain text or CSV",
        ),
        ("a.pdf", b"", "The file is empty: choose another"),
        (
            "a.txt",
            b"x" * (LARGEST_UPLOAD + 1),
            "The file is larger than 10 MB: choose a smaller one, or give a link to it",
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_answered_with_how_to_mend_it(name, content, words):
    with pytest.raises(forms.ValidationError) as caught:
        UploadField().clean(SimpleUploadedFile(name, content))

    assert caught.value.messages == [words]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", archive(X=b"<Types/>")),
        ("a.docx", archive(readme="words")),
        ("a.docx", b"PK\x03\x04 and then nothing"),
        ("a.docx", archive(X=b"<Types/>", vbaProject__bin=b"macro")),
        ("a.odt", open_document("graphics")),
        ("a.csv", "caf\u00e9".encode("latin-1")),
        ("a.txt", b"null\0byte"),
    ],
)
def test_content_that_shows_no_kind_we_take_is_refused(name, content):
    with pytest.raises(forms.ValidationError, match="but is not: open it in the program"):
        UploadField().clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("Überblick (final) v2.txt", "uberblick-final-v2.txt"),
        ("«».txt", "file.txt"),
        (f"{'long ' * 40}.txt", f"{'long-' * 12}".strip("-") + ".txt"),
    ],
)
def test_a_files_name_is_made_safe(typed, kept):
    assert UploadField().clean(SimpleUploadedFile(typed, b"words")).name == kept


def test_a_file_that_need_not_be_there_may_be_missing():
    assert UploadField(required=False).clean(None) is None
