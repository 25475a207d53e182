import hashlib
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make, make_duty
from tocsin.core.retention import RetentionClass
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.files import api as files
from tocsin.kernel.files import storage
from tocsin.kernel.files.pictures import picture_in


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(content: bytes, **facts: str) -> files.Attachment:
    return files.keep_picture(
        case="incident:C1",
        content=content,
        retention=RetentionClass.INCIDENT_FILE,
        actor=make.officer("ma"),
        at=make.NOON,
        **facts,
    )


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (make_duty.jpeg(metadata=make_duty.exif()), "image/jpeg"),
        (make_duty.png(extra=make_duty.chunk(b"eXIf", make_duty.PLACE)), "image/png"),
        (make_duty.png(extra=make_duty.chunk(b"tEXt", make_duty.PLACE)), "image/png"),
        (make_duty.webp(), "image/webp"),
    ],
    ids=["jpeg", "png-exif", "png-text", "webp"],
)
def test_where_a_picture_was_taken_is_left_out(content, content_type):
    picture = picture_in(content)

    assert picture is not None
    assert picture.content_type == content_type
    assert make_duty.PLACE not in picture.content
    assert make_duty.PLACE in content
    again = picture_in(picture.content)
    assert again is not None
    assert again.content == picture.content


def test_picture_stands_upright_after_its_metadata_is_gone():
    picture = picture_in(make_duty.jpeg(metadata=make_duty.exif(orientation=6)))

    assert picture is not None
    assert picture.content.count(b"Exif\x00\x00") == 1
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in picture.content


def test_samples_of_a_picture_are_not_touched():
    bare = make_duty.jpeg()
    picture = picture_in(make_duty.jpeg(metadata=make_duty.segment(0xFE, b"remark")))

    assert picture is not None
    assert picture.content == bare


def test_second_picture_behind_the_end_is_left_out():
    picture = picture_in(make_duty.jpeg(tail=make_duty.jpeg(metadata=make_duty.exif())))

    assert picture is not None
    assert picture.content == make_duty.jpeg()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + bytes(20),
        b"%PDF-1.7",
        make_duty.jpeg()[:-9],
        make_duty.png()[:-3],
        make_duty.png().replace(b"IDAT", b"IDAX"),
        make_duty.webp()[:40],
        make_duty.jpeg(size=(65_000, 65_000)),
        make_duty.png(size=(2**31 - 1, 2**31 - 1)),
        make_duty.jpeg(size=(0, 10)),
        b"\xff\xd8\xff" + b"\xff" * 500,
    ],
)
def test_what_is_no_whole_picture_is_not_kept(content):
    assert picture_in(content) is None


@given(
    st.sampled_from([make_duty.jpeg(metadata=make_duty.exif()), make_duty.png(), make_duty.webp()]),
    st.data(),
)
def test_damaged_pictures_never_break_the_reader(content, data):
    broken = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(broken)))

    picture = picture_in(bytes(broken[:end]))

    assert picture is None or picture.content_type.startswith("image/")


@pytest.mark.django_db
def test_picture_is_named_by_its_hash_on_a_disk_where_nothing_runs_it():
    made = kept(make_duty.jpeg(metadata=make_duty.exif()))

    path = storage.path_of(made.sha256)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == made.sha256 == path.name
    assert not path.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH | stat.S_IWUSR)
    assert [entry["action"] for entry in audit.trail(made)] == ["files.kept"]


@pytest.mark.django_db
def test_same_picture_of_two_cases_is_one_file_and_two_rows():
    first, second = kept(make_duty.png()), kept(make_duty.png())

    assert first.sha256 == second.sha256
    assert first.pk != second.pk
    assert [path.name for path in storage.path_of(first.sha256).parent.iterdir()] == [first.sha256]


@pytest.mark.django_db
def test_picture_damaged_on_the_way_is_refused():
    content = make_duty.jpeg()
    with pytest.raises(files.DamagedOnTheWay):
        kept(content, sha256="0" * 64)

    assert kept(content, sha256=hashlib.sha256(content).hexdigest().upper()).bytes > 0


@pytest.mark.django_db
def test_picture_larger_than_ten_megabytes_is_refused():
    with pytest.raises(files.TooLarge):
        kept(make_duty.jpeg(tail=bytes(files.MOST_BYTES)))


@pytest.mark.django_db
def test_picture_is_shown_as_what_it_is_and_nothing_else():
    made = kept(make_duty.png())

    answer = files.shown(made)

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_picture_whose_file_is_gone_is_said_to_be_missing():
    made = kept(make_duty.png())
    storage.path_of(made.sha256).unlink()

    with pytest.raises(NotThere):
        files.shown(made)
