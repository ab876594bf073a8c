"""Pictures of projects: what is taken in, what is kept of it, who sees it, and what is left."""

import datetime
import os
import struct
import zlib
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User
from progress import images
from progress.images import check_picture
from progress.models import Project, ProjectImage
from progress.project_services import (
    MOST_IMAGES,
    TooManyImagesError,
    add_image,
    delete_project,
    remove_orphan_images,
)
from tests.factories import ProjectFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


# --- Files ---------------------------------------------------------------------------------


def picture(
    kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any
) -> bytes:
    file = BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(file, kind, **options)
    return file.getvalue()


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A black-and-white PNG by hand: what it says of its size costs nothing to write."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def bomb(side: int) -> bytes:
    """A square of so many pixels a side, in a file of a few kilobytes."""
    return png_of(side, side, b"\x00" * ((1 + (side + 7) // 8) * side))


def photo_with_place() -> bytes:
    """A JPEG as a phone makes it: on its side, with place, maker, colours and a remark."""
    shot = Image.new("RGB", (120, 60), "white")
    ImageDraw.Draw(shot).rectangle((0, 0, 59, 59), fill="red")  # The left half.
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # Turn it to the right to see it upright.
    exif[MAKE] = "Secret maker"
    exif[GPS] = {1: "N", 2: (53.0, 48.0, 1.0), 3: "W", 4: (1.0, 32.0, 57.0)}
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = BytesIO()
    shot.save(file, "JPEG", exif=exif, comment=b"Secret remark", icc_profile=colours)
    return file.getvalue()


def two_frames(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


def said_of(content: bytes, name: str = "picture.png") -> str:
    """What is said of a file; nothing where it is taken."""
    try:
        check_picture(ContentFile(content, name))
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"progress:{name}", args=[project.pk, *args])


def sent(content: bytes | None = None, name: str = "picture.png", **answers: Any) -> dict[str, Any]:
    file = SimpleUploadedFile(name, picture() if content is None else content, "image/png")
    return {"image": file, "alt": "A chart", **answers}


def add(project: Project, content: bytes | None = None, alt: str = "A chart") -> ProjectImage:
    file = ContentFile(picture() if content is None else content)
    return add_image(project=project, file=file, alt=alt)


def stored() -> list[str]:
    """The files that there are, whatever the database knows of them."""
    folder = Path(site.MEDIA_ROOT) / "projects"
    return sorted(f"projects/{path.name}" for path in folder.glob("*"))


def kept(image: ProjectImage) -> Image.Image:
    with Image.open(image.image.path) as file:
        file.load()
        return file


@pytest.fixture
def project(learner: User) -> Project:
    return ProjectFactory(user=learner)


# --- What is taken in ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "mode", "name"),
    [
        *(("PNG", mode, "a.png") for mode in ("1", "L", "LA", "P", "I;16", "RGB", "RGBA")),
        *(("JPEG", mode, "a.JPG") for mode in ("L", "RGB", "CMYK")),
        *(("WEBP", mode, "a.webp") for mode in ("RGB", "RGBA")),
        ("PNG", "RGB", "really-a-png.jpeg"),
    ],
)
def test_every_common_picture_is_made_anew(
    learner_client: Client, project: Project, kind: str, mode: str, name: str
) -> None:
    content = picture(kind, (2000, 100), mode)
    response = learner_client.post(url("add-image", project), sent(content, name))
    assert response.headers["Location"] == project.get_absolute_url()
    found = kept(ProjectImage.objects.get())
    assert (found.format, found.size) == ("WEBP", (1600, 80))


def test_small_picture_is_not_blown_up(project: Project) -> None:
    assert kept(add(project, picture(size=(1, 1)))).size == (1, 1)


def test_phones_jpeg_with_a_second_picture_inside_is_taken(project: Project) -> None:
    content = two_frames("MPO")
    assert said_of(content, "a.jpg") == ""
    assert kept(add(project, content)).size == (60, 40)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (bomb(10_000), "bomb.png", images.TOO_MANY_PIXELS),  # 100 megapixels
        (bomb(6_000), "bomb.png", images.TOO_MANY_PIXELS),  # where Pillow only warns
        (bomb(5_001), "bomb.png", images.TOO_MANY_PIXELS),
        (bomb(5_000), "large.png", ""),
        (png_of(2**31 - 1, 2**31 - 1, b""), "bomb.png", images.TOO_MANY_PIXELS),
        (b"<!doctype html><script>alert(1)</script>", "page.png", images.NO_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "drawing.svg", images.WRONG_NAME),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "drawing.png", images.NO_PICTURE),
        (b"%PDF-1.7", "paper.pdf", images.WRONG_NAME),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "a.png", images.NO_PICTURE),
        (picture("GIF"), "a.png", images.NO_PICTURE),
        (picture("TIFF"), "a.jpg", images.NO_PICTURE),
        (picture("BMP"), "a.webp", images.NO_PICTURE),
        (picture(), "picture", images.WRONG_NAME),
        (picture(), "picture.png.html", images.WRONG_NAME),
        (two_frames("PNG"), "a.png", images.IT_MOVES),
        (two_frames("WEBP"), "a.webp", images.IT_MOVES),
        (picture(size=(2000, 99)), "strip.png", images.TOO_LONG),
        (picture(size=(1, 21)), "strip.png", images.TOO_LONG),
        (picture(size=(2000, 100)), "strip.png", ""),
        (picture("JPEG", (300, 300))[:-200], "cut.jpg", images.DAMAGED),
        (picture("PNG", (300, 300))[:-60], "cut.png", images.DAMAGED),
        (png_of(60, 60, b"too few rows"), "short.png", images.DAMAGED),
        (picture()[:20], "cut.png", images.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", "head.png", images.NO_PICTURE),
        (b"\xff\xd8\xff", "head.jpg", images.NO_PICTURE),
        (picture("PNG", exif=b"no notes"), "notes.png", images.DAMAGED),
        (picture("WEBP", exif=b"no notes"), "notes.webp", images.DAMAGED),
        (picture().ljust(images.MOST_BYTES, b"\x00"), "full.png", ""),
        (picture().ljust(images.MOST_BYTES + 1, b"\x00"), "over.png", images.TOO_BIG),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_said_of_a_file(content: bytes, name: str, said: str) -> None:
    assert said_of(content, name) == said


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it decoded, the file would be said to be damaged."""

    def go_off(self: Image.Image) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", go_off)
    assert said_of(picture()) == str(images.DAMAGED)
    assert said_of(bomb(5_001)) == str(images.TOO_MANY_PIXELS)


def test_anything_else_that_opens_a_picture_has_the_limit_too() -> None:
    assert Image.MAX_IMAGE_PIXELS == images.MOST_PIXELS


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_notes_of_a_camera_are_no_error_of_ours(
    learner_client: Client, project: Project
) -> None:
    whole = photo_with_place()
    start = whole.index(b"Exif\x00\x00") + 6
    for place in range(start, start + 120):
        broken = whole[:place] + b"\xff\xff\xff" + whole[place + 3 :]
        response = learner_client.post(url("add-image", project), sent(broken, "a.jpg"))
        assert response.status_code in {302, 422}
        ProjectImage.objects.all().delete()


# --- What is kept of it --------------------------------------------------------------------


def test_place_and_camera_are_gone_and_the_picture_stands_upright(project: Project) -> None:
    content = photo_with_place()
    with Image.open(BytesIO(content)) as before:
        assert before.getexif().get_ifd(GPS)
    image = add(project, content)
    found, raw = kept(image), Path(image.image.path).read_bytes()
    assert (found.format, found.size, dict(found.getexif())) == ("WEBP", (60, 120), {})
    assert {"exif", "icc_profile", "xmp"} & set(found.info) == set()
    assert b"Secret" not in raw
    # The left half, turned to the right, is on top.
    top, bottom = found.getpixel((30, 20)), found.getpixel((30, 100))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, top[1] < 80, bottom[1] > 200) == (True, True, True)


def test_text_in_a_png_is_gone(project: Project) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Secret person")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secret place</x:xmpmeta>")
    content = picture(pnginfo=notes)
    assert b"Secret person" in content
    assert b"Secret" not in Path(add(project, content).image.path).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_script_behind_a_picture_is_gone(
    learner_client: Client, project: Project, kind: str
) -> None:
    content = picture(kind) + b"<script>alert(1)</script>"
    name = f"a.{kind.lower()}"
    assert learner_client.post(url("add-image", project), sent(content, name)).status_code == 302
    assert b"script" not in Path(ProjectImage.objects.get().image.path).read_bytes()


def test_script_in_a_jpegs_remark_is_gone(project: Project) -> None:
    content = picture("JPEG", comment=b"*/=alert(1)/*")
    assert b"alert" in content
    assert b"alert" not in Path(add(project, content).image.path).read_bytes()


def test_name_of_the_file_is_not_kept(learner_client: Client, project: Project) -> None:
    for name in ("my-home-address.png", "../../../x.png", "a\x00b.png", "é" * 300 + ".png"):
        learner_client.post(url("add-image", project), sent(name=name, alt=name.replace("\0", "")))
    for name in stored():
        assert len(name) == len("projects/.webp") + 32
        assert set(name.removeprefix("projects/").removesuffix(".webp")) <= set("0123456789abcdef")
    assert len(stored()) == ProjectImage.objects.count() > 0


# --- Add -----------------------------------------------------------------------------------


def test_form_is_ready_to_fill_in(learner_client: Client, project: Project) -> None:
    page = learner_client.get(url("add-image", project)).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'accept=".jpg,.jpeg,.png,.webp"' in page


def test_add_saves_the_picture_with_its_words(learner_client: Client, project: Project) -> None:
    response = learner_client.post(
        url("add-image", project), sent(alt="  Error by \n month "), follow=True
    )
    image = ProjectImage.objects.get()
    assert (image.project, image.alt, [image.image.name]) == (project, "Error by month", stored())
    page = response.content.decode()
    assert "The picture is saved" in page
    assert f'src="{url("image", project, image.pk)}" alt="Error by month"' in page


def test_add_sent_twice_is_one_picture(learner_client: Client, project: Project) -> None:
    for _ in range(2):
        assert learner_client.post(url("add-image", project), sent()).status_code == 302
    assert len(stored()) == ProjectImage.objects.count() == 1
    # Another picture, other words and another project are something else.
    add(project, picture(size=(61, 40)))
    add(project, alt="Another")
    add(ProjectFactory(user=project.user))
    assert len(stored()) == ProjectImage.objects.count() == 4


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"alt": ""}, "Say what the picture shows."),
        ({"alt": " \n "}, "Say what the picture shows."),
        ({"alt": "\u200b"}, "Write something that can be read."),
        ({"alt": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"image": ""}, "Choose a picture."),
        ({"image": "text"}, "Choose a picture."),
        ({"image": SimpleUploadedFile("a.png", b"")}, "This file is empty."),
        ({"image": SimpleUploadedFile("a.png", bomb(10_000))}, images.TOO_MANY_PIXELS),
    ],
)
def test_refusal_stands_beside_its_field(
    learner_client: Client, project: Project, answers: dict[str, Any], said: str
) -> None:
    response = learner_client.post(url("add-image", project), sent() | answers)
    assert response.status_code == 422
    field = next(iter(answers))
    assert response.context["form"].errors == {field: [said]}
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    assert f'aria-describedby="id_{field}_helptext id_{field}_error"' in page
    assert (stored(), ProjectImage.objects.count()) == ([], 0)


def test_refusal_keeps_the_words(learner_client: Client, project: Project) -> None:
    response = learner_client.post(
        url("add-image", project), sent(b"no picture", alt='Typed with "care"')
    )
    assert 'value="Typed with &quot;care&quot;"' in response.content.decode()


@pytest.mark.parametrize("megabytes", [2, 4, 6, 9])
def test_large_file_gets_words_and_no_error_page(
    learner_client: Client, project: Project, megabytes: int
) -> None:
    """Other forms may send 1 MB; that a file is larger than that is no fault of its form."""
    content = picture().ljust(megabytes * 1024 * 1024, b"\x00")
    response = learner_client.post(url("add-image", project), sent(content))
    taken = megabytes <= 5
    assert response.status_code == (302 if taken else 422)
    assert taken or response.context["form"].errors == {"image": [images.TOO_BIG]}


def test_what_is_too_much_of_a_file_is_not_kept(learner_client: Client, project: Project) -> None:
    content = picture().ljust(9 * 1024 * 1024, b"\x00")
    response = learner_client.post(url("add-image", project), sent(content))
    size = response.context["form"].files["image"].size
    assert images.MOST_BYTES < size < images.MOST_BYTES + 2**18


def test_project_has_at_most_eight(learner_client: Client, project: Project) -> None:
    for number in range(MOST_IMAGES):
        add(project, alt=f"Chart {number}")
    before = stored()
    response = learner_client.post(url("add-image", project), sent(alt="One more"))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "A project has at most 8 pictures. Delete one to add another."
    ]
    assert (stored(), ProjectImage.objects.count()) == (before, MOST_IMAGES)
    page = learner_client.get(project.get_absolute_url()).content.decode()
    assert "8 of at most 8" in page
    assert f'href="{url("add-image", project)}"' not in page
    # Once more what is there already is no ninth.
    assert learner_client.post(url("add-image", project), sent(alt="Chart 7")).status_code == 302


def test_no_file_is_left_where_the_row_was_refused(project: Project) -> None:
    for number in range(MOST_IMAGES):
        add(project, alt=f"Chart {number}")
    with pytest.raises(TooManyImagesError):
        add(project, alt="One more")
    Project.objects.filter(pk=project.pk).delete()
    before = stored()
    with pytest.raises(Project.DoesNotExist):
        add(project)
    assert stored() == before


# --- Who may -------------------------------------------------------------------------------


def test_visitor_is_sent_to_sign_in(client: Client, project: Project) -> None:
    image = add(project)
    for response in (
        client.get(url("add-image", project)),
        client.post(url("add-image", project), sent(alt="Mine")),
        client.get(url("image", project, image.pk)),
        client.post(url("delete-image", project, image.pk)),
    ):
        assert response.headers["Location"].startswith(reverse("account_login"))
    assert list(ProjectImage.objects.all()) == [image]


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_strangers_find_nothing(learner_client: Client, visibility: str) -> None:
    project = ProjectFactory(visibility=visibility)
    image = add(project)
    for response in (
        learner_client.get(url("add-image", project)),
        learner_client.post(url("add-image", project), sent(alt="Mine")),
        learner_client.get(url("image", project, image.pk)),
        learner_client.post(url("delete-image", project, image.pk)),
    ):
        assert response.status_code == 404
    assert (list(ProjectImage.objects.all()), stored()) == ([image], [image.image.name])


def test_picture_is_found_under_its_own_project_alone(
    learner: User, learner_client: Client, project: Project
) -> None:
    image, other = add(project), ProjectFactory(user=learner)
    assert learner_client.get(url("image", other, image.pk)).status_code == 404
    assert learner_client.post(url("delete-image", other, image.pk)).status_code == 404
    assert learner_client.get(url("image", project, 10**30)).status_code == 404


def test_wrong_verb_is_refused(learner_client: Client, project: Project) -> None:
    image = add(project)
    assert learner_client.put(url("add-image", project)).status_code == 405
    assert learner_client.post(url("image", project, image.pk)).status_code == 405
    assert learner_client.get(url("delete-image", project, image.pk)).status_code == 405
    assert stored() == [image.image.name]


def test_post_without_token_is_refused(learner: User, project: Project) -> None:
    image = add(project)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    assert strict.post(url("add-image", project), sent(alt="Mine")).status_code == 403
    assert strict.post(url("delete-image", project, image.pk)).status_code == 403
    assert list(ProjectImage.objects.all()) == [image]


# --- Show ----------------------------------------------------------------------------------


def test_file_is_served_as_a_picture_and_nothing_else(
    learner_client: Client, project: Project
) -> None:
    image = add(project)
    response = learner_client.get(url("image", project, image.pk))
    assert response.content == Path(image.image.path).read_bytes()
    names = (
        *("Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control"),
        *("X-Content-Type-Options", "Cross-Origin-Resource-Policy"),
    )
    assert [response.headers[name] for name in names] == [
        *("image/webp", 'inline; filename="picture.webp"', "sandbox; default-src 'none'"),
        *("private, no-cache", "nosniff", "same-origin"),
    ]


def test_browser_that_has_the_file_is_not_sent_it_again(
    learner_client: Client, project: Project
) -> None:
    path = url("image", project, add(project).pk)
    first = learner_client.get(path)
    known = {"If-None-Match": first.headers["ETag"]}
    again = learner_client.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    # Who may no longer see it is not told that it is unchanged.
    stranger = Client()
    stranger.force_login(UserFactory(), backend="accounts.backends.EmailBackend")
    assert stranger.get(path, headers=known).status_code == 404


def test_file_that_is_missing_is_not_found(learner_client: Client, project: Project) -> None:
    image = add(project)
    Path(image.image.path).unlink()
    assert learner_client.get(url("image", project, image.pk)).status_code == 404
    assert learner_client.get(project.get_absolute_url()).status_code == 200
    add(project)  # The same again is a picture of its own: the first has no bytes.
    assert ProjectImage.objects.count() == 2


def test_no_address_leads_to_the_files_themselves(learner_client: Client, project: Project) -> None:
    name = add(project).image.name
    for path in (f"/{name}", f"/media/{name}", f"/static/{name}"):
        assert learner_client.get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_and_list_ask_as_much_for_many_pictures_as_for_one(
    learner_client: Client,
    project: Project,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        add(project, alt=f"Chart {number}")
    # session, person, header, project, skills, steps, pictures, badge, review
    with django_assert_num_queries(9):
        learner_client.get(project.get_absolute_url())
    # session, person, header, number of projects, projects, badges, phases, hint, reviews
    with django_assert_num_queries(9):
        learner_client.get(reverse("progress:projects"))


def test_list_shows_the_first_picture_small(learner_client: Client, project: Project) -> None:
    first, _ = add(project), add(project, alt="Another")
    page = learner_client.get(reverse("progress:projects")).content.decode()
    source = url("image", project, first.pk)
    assert f'src="{source}" alt="" width="96" height="72" loading="lazy"' in page
    assert page.count("<img") == 1


# --- Delete --------------------------------------------------------------------------------


def test_delete_removes_that_picture_and_its_file(
    learner_client: Client,
    project: Project,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    image, other = add(project), add(project, alt="Another")
    path = url("delete-image", project, image.pk)
    with django_capture_on_commit_callbacks(execute=True):
        response = learner_client.post(path)
        # Not before the change is certain.
        assert len(stored()) == 2
    assert response.headers["Location"] == project.get_absolute_url()
    assert (list(ProjectImage.objects.all()), stored()) == ([other], [other.image.name])
    assert learner_client.post(path).status_code == 404


def test_deleting_a_project_removes_its_files(
    learner_client: Client,
    project: Project,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    other = add(ProjectFactory(user=project.user))
    add(project)
    add(project, alt="Another")
    with django_capture_on_commit_callbacks(execute=True):
        learner_client.post(url("delete-project", project))
    assert stored() == [other.image.name]


def test_delete_that_is_rolled_back_keeps_the_files(
    project: Project, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = add(project)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        delete_project(project=Project.objects.get())
        transaction.set_rollback(True)
    assert callbacks == []
    assert (stored(), ProjectImage.objects.get()) == ([image.image.name], image)


def age(name: str, hours: float, now: datetime.datetime) -> None:
    then = (now - datetime.timedelta(hours=hours)).timestamp()
    os.utime(Path(site.MEDIA_ROOT) / name, (then, then))


def test_files_of_a_deleted_account_are_removed(project: Project) -> None:
    now = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
    other = add(ProjectFactory())
    add(project)
    add(project, alt="Another")
    project.user.delete()
    assert len(stored()) == 3
    for name in stored():
        age(name, 2, now)
    # One that waits for its row.
    young = ProjectImage(project=other.project, alt="Soon")
    young.image.save("picture.webp", ContentFile(picture()), save=False)
    age(young.image.name, 0.5, now)
    said = StringIO()
    call_command("remove_orphan_images", stdout=said)
    assert said.getvalue() == "Removed 2 files.\n"
    assert stored() == sorted([other.image.name, young.image.name])
    assert remove_orphan_images(before=now) == 1
    assert remove_orphan_images(before=now) == 0


def test_nothing_to_remove_where_nobody_has_a_picture() -> None:
    said = StringIO()
    call_command("remove_orphan_images", stdout=said)
    assert said.getvalue() == "Removed 0 files.\n"
