"""The shape of the project, where imports cannot show it; and each rule refuses a planted fault."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corps", "councils", "secondments", "volunteers")
TOP_LEVEL = {
    *PACKAGES,
    *("manage.py", "templates", "static", "tests", "pyproject.toml", "docker-compose.yml"),
    *("README.md", "Makefile", "requirements.txt", "LICENSE", "locale"),
}
LONGEST_FILE = 400
# Folders of templates that belong to guests or to every page.
SHARED_TEMPLATES = {"allauth", "account", "mfa", "usersessions", "socialaccount"}
SHARED_TEMPLATES |= {"admin", "components"}
TASK_NAME = re.compile(r"[a-z_.]+\.tasks\.[a-z_]+")


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def containers():
    """The apps, as the import contracts name them."""
    return next(c["containers"] for c in contracts() if c["name"].startswith("Inside an app"))


def floors():
    """Each package's or corps app's floor, counted from the ground."""
    layers = next(c["layers"] for c in contracts() if c["name"].startswith("Apps:"))
    names = [re.findall(r"[a-z_.]+", layer) for layer in reversed(layers)]
    return {name: floor for floor, layer in enumerate(names) for name in layer}


def storey(app):
    """Where an app stands: its floor, and its storey within its wing."""
    ground = floors()
    wing = app if app in ground else app.split(".")[0]
    inner = 0 if app == wing else 1 if app == "councils.contracts" else 2
    return ground[wing], inner


def python_files(root):
    return [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]


def relations(models):
    """(model's app, related model's app) of every foreign key and many-to-many of ours."""
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            other = field.related_model if field.is_relation else None
            if other is not None and not isinstance(other, str):
                yield app_of(model), app_of(other)


def app_of(model):
    return apps.get_app_config(model._meta.app_label).name


def climbing(pairs):
    """Those of the pairs that lead to another app which is not on a lower floor."""
    ours = set(containers())
    return [
        (app, other)
        for app, other in pairs
        if other in ours and app != other and storey(other) >= storey(app)
    ]


def foreign_tasks(root):
    """Tasks named in strings by files of another app, the timetable apart."""
    found = []
    for path in python_files(root):
        here = ".".join(path.relative_to(root).with_suffix("").parts)
        if here == "corps.celery":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if TASK_NAME.fullmatch(text) and owner(text.rsplit(".tasks.")[0]) != owner(here):
                    found.append((here, text))
    return found


def owner(module):
    """The innermost app that a module belongs to."""
    fitting = [app for app in containers() if f"{module}.".startswith(f"{app}.")]
    return max(fitting, key=len, default=module)


def uses_of_get_model(root):
    return [
        path.relative_to(root).as_posix()
        for path in python_files(root)
        if "migrations" not in path.parts and "get_model(" in path.read_text()
    ]


def misplaced_tests(root):
    """Test files whose module does not exist where they say."""
    lost = []
    for path in sorted((root / "tests").glob("*/**/test_*.py")):
        relative = path.relative_to(root / "tests")
        if relative.parts[0] in {"browser", "bench"}:
            continue
        app = root.joinpath(*relative.parts[:-1])
        if not app.is_dir():
            lost.append(relative.as_posix())
    return lost


def misplaced_templates(root):
    """Templates in a folder that is no app's path."""
    ours = {app.replace(".", "/") for app in containers()}
    lost = []
    for path in sorted((root / "templates").rglob("*.*")):
        relative = path.relative_to(root / "templates")
        folder = relative.parent.as_posix()
        shared = len(relative.parts) == 1 or relative.parts[0] in SHARED_TEMPLATES
        if not shared and folder.removesuffix("/notices") not in ours:
            lost.append(relative.as_posix())
    return lost


def long_files(root):
    return [
        path.relative_to(root).as_posix()
        for path in [*python_files(root), *sorted((root / "tests").rglob("*.py"))]
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > LONGEST_FILE
    ]


def odd_names(root):
    """An adapter elsewhere than in accounts; a tag library that does not bear its app's label."""
    return [
        path.relative_to(root).as_posix()
        for path in python_files(root)
        if (path.stem == "adapter" and path.parent.name != "accounts")
        or (
            path.parent.name == "templatetags"
            and path.stem not in {"__init__", path.parent.parent.name}
        )
    ]


def top_level(root):
    """Names at the top that git keeps."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {line.split("/")[0] for line in listed.splitlines()}


def test_the_apps_installed_are_those_the_contracts_name():
    ours = {app for app in settings.INSTALLED_APPS if app.split(".")[0] in PACKAGES} - {"corps"}

    assert ours == set(containers())


def test_no_relation_climbs():
    ours = [model for model in apps.get_models() if app_of(model) in containers()]

    assert climbing(relations(ours)) == []


def test_a_relation_that_climbs_is_seen():
    assert climbing([("councils", "secondments"), ("corps.skills", "corps.organisations")]) == [
        ("councils", "secondments"),
        ("corps.skills", "corps.organisations"),
    ]


def test_tasks_are_named_by_their_own_app_alone():
    assert foreign_tasks(ROOT) == []


def test_get_model_is_for_migrations():
    assert uses_of_get_model(ROOT) == []


def test_tests_and_templates_sit_where_their_app_sits():
    assert (misplaced_tests(ROOT), misplaced_templates(ROOT)) == ([], [])


def test_no_file_is_long_and_no_name_is_odd():
    assert (long_files(ROOT), odd_names(ROOT)) == ([], [])


def test_nothing_new_stands_at_the_top():
    visible = {name for name in top_level(ROOT) if not name.startswith(".")}

    assert visible - TOP_LEVEL == set()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the tree to plant faults in."""
    root = tmp_path_factory.mktemp("planted")
    for name in (*PACKAGES, "templates"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.fixture
def plant(copy):
    """Add a text at the end of a file, and take it away afterwards."""
    undo = []

    def plant_in(path, text):
        file = copy / path
        before = file.read_text() if file.exists() else None
        undo.append((file, before))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((before or "") + text)

    yield plant_in
    for file, before in reversed(undo):
        if before is None:
            file.unlink()
        else:
            file.write_text(before)


@pytest.mark.parametrize(
    ("path", "text", "see"),
    [
        ("councils/tasks.py", 'X = "secondments.matching.tasks.solve"\n', foreign_tasks),
        ("councils/queries.py", 'X = apps.get_model("councils.Project")\n', uses_of_get_model),
        ("tests/nowhere/test_models.py", "\n", misplaced_tests),
        ("templates/nowhere/page.html", "\n", misplaced_templates),
        ("councils/queries.py", "\n" * 401, long_files),
        ("councils/adapter.py", "\n", odd_names),
        ("councils/templatetags/other.py", "\n", odd_names),
    ],
)
def test_each_planted_oddity_is_seen(copy, plant, path, text, see):
    before = see(copy)

    plant(path, text)

    assert len(see(copy)) == len(before) + 1


PLANTED_IMPORTS = {
    "councils → secondments": ("councils/queries.py", "import secondments.models"),
    "inside a function": ("councils/queries.py", "def f():\n    import secondments.models"),
    "secondments → volunteers": ("secondments/queries.py", "import volunteers"),
    "accounts → notifications": (
        "corps/accounts/permissions.py",
        "import corps.notifications.models",
    ),
    "skills → organisations": ("corps/skills/models.py", "import corps.organisations.models"),
    "queue → notifications": ("corps/queue.py", "import corps.notifications.models"),
    "an app → settings": ("councils/queries.py", "import corps.settings"),
    "an app → the Celery app": ("councils/queries.py", "import corps.celery"),
    "parent → child": ("secondments/queries.py", "import secondments.matching.models"),
    "contracts → councils' doors": ("councils/contracts/models.py", "import councils.views"),
    "services → tasks": (
        "secondments/matching/services/__init__.py",
        "import secondments.matching.tasks",
    ),
    "services → forms": ("councils/contracts/services.py", "import councils.contracts.forms"),
    "models → services": ("councils/contracts/models.py", "import councils.contracts.services"),
    "queries → a lower app's services": (
        "councils/queries.py",
        "import corps.notifications.services",
    ),
    "views → another app's views": ("secondments/matching/views.py", "import councils.views"),
    "maths → Django": ("secondments/matching/maths.py", "import django.db"),
    "maths → models": ("councils/maths.py", "import councils.models"),
    "formats → Redis": ("councils/formats.py", "import redis"),
    "utils.py": ("councils/utils.py", ""),
    "signals.py": ("secondments/signals.py", ""),
    "apps.py": ("corps/skills/apps.py", ""),
    "an app that is not listed": ("corps/gossip/__init__.py", ""),
}


def existing(root, path):
    """The file, or the package that it has grown into."""
    file = root / path
    package = file.with_suffix("") / "__init__.py"
    if path.endswith("/__init__.py") and not file.exists():
        file = file.parent.with_suffix(".py")
        return file.relative_to(root).as_posix()
    return package.relative_to(root).as_posix() if package.exists() else path


@pytest.mark.parametrize("fault", PLANTED_IMPORTS)
def test_each_planted_import_is_refused(copy, plant, fault):
    path, text = PLANTED_IMPORTS[fault]

    plant(existing(copy, path), f"\n{text}\n")

    assert lint(copy) != 0


def test_the_tree_itself_keeps_the_contracts(copy):
    assert lint(copy) == 0


def lint(root):
    """Exit code of the import linter, run on the tree below `root`."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
    ).returncode
