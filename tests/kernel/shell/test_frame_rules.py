"""Rules that the frame's own files keep."""

import re
from pathlib import Path

import pytest

from tocsin.kernel import shell

ROOT = Path(shell.__file__).parent
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
OWN = sorted(
    path for kind in ("js", "css") for path in (ROOT / "static" / "shell").glob(f"*.{kind}")
)
VENDOR = ROOT / "static" / "shell" / "vendor"


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_carries_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\sstyle=|<style|\shx-on|\son[a-z]+=|js:", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN], ids=name)
def test_no_file_of_ours_names_another_site(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert not re.search(r"""["'(]\s*(https?:)?//[a-z]""", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN], ids=name)
def test_every_file_of_ours_stays_within_four_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN], ids=name)
def test_words_for_people_stand_in_the_catalogue_and_not_in_the_source(path):
    assert not re.search(r"[\u4e00-\u9fff]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix == ".js"], ids=name)
def test_every_sentence_a_script_asks_for_is_given_by_the_page(path):
    words = (ROOT / "templates" / "shell" / "_words.html").read_text(encoding="utf-8")
    asked = re.findall(r'\bword\("(\w+)"', path.read_text(encoding="utf-8"))
    dashed = [re.sub(r"([A-Z])", r"-\1", one).lower() for one in asked]
    attributes = [f"data-{one}=" for one in dashed]

    assert [one for one in attributes if one not in words] == []


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix == ".js"], ids=name)
def test_every_module_a_script_imports_is_in_the_tree(path):
    for target in re.findall(r"""(?:from|import\()\s*"(\./[^"]+)\"""", path.read_text("utf-8")):
        assert (path.parent / target).is_file(), target


def test_every_library_in_the_tree_has_its_licence_and_its_line_in_the_list():
    listed = (VENDOR / "VENDOR.md").read_text(encoding="utf-8")
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]

    assert folders
    for folder in folders:
        assert list(folder.glob("LICENSE*")), folder.name
        assert f"| {folder.name} |" in listed


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted([light(one), light(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_text_reaches_four_and_a_half_to_one_and_shapes_three_to_one(theme):
    css = (ROOT / "static" / "shell" / "tokens.css").read_text(encoding="utf-8")
    block = css.split(f'[data-theme="{theme}"] {{', 1)[1].split("}", 1)[0]
    token = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))

    for ground in ("ground", "surface", "raised"):
        for text in ("text", "quiet", "accent", "bad", "warn", "good"):
            assert contrast(token[text], token[ground]) >= 4.5, (text, ground)
        for shape in ("urgency-1", "urgency-2", "urgency-3", "urgency-4", "available", "resting"):
            assert contrast(token[shape], token[ground]) >= 3, (shape, ground)
        assert contrast(token["edge"], token[ground]) >= 3, ("edge", ground)
    assert contrast(token["on-accent"], token["accent"]) >= 4.5
    for kind in ("bad", "warn", "good"):
        assert contrast(token[kind], token[f"{kind}-ground"]) >= 4.5, kind
