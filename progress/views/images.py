"""Pictures of projects: add, show, delete. Each is asked for through its project."""

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.image_forms import ImageForm
from progress.models import Project, ProjectImage
from progress.project_services import MOST_IMAGES, TooManyImagesError
from progress.project_services import add_image as keep
from progress.project_services import delete_image as remove

IMAGE_HEADERS = {
    # Asked again each time: whoever signs out or loses sight of it has no copy to show.
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="picture.webp"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def add_image(request: PersonRequest, pk: int) -> HttpResponse:
    """A picture with words for those who can't see it. Sent twice, it is added once."""
    project = get_object_or_404(Project, user=request.user, pk=pk)
    if request.method != "POST":
        return _page(request, project, ImageForm())
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, form, status=422)
    try:
        keep(project=project, file=form.cleaned_data["image"], alt=form.cleaned_data["alt"])
    except TooManyImagesError:
        enough = _("A project has at most %(most)d pictures. Delete one to add another.")
        form.add_error(None, enough % {"most": MOST_IMAGES})
        return _page(request, project, form, status=422)
    except Project.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The picture is saved, without what the camera noted in it."))
    return redirect(project)


@require_safe
@sign_in_required
def show_image(request: PersonRequest, pk: int, image: int) -> HttpResponse:
    """The file, to those who may see its project; for the page alone, never to run as one."""
    found = get_object_or_404(
        ProjectImage.objects.filter(project__in=Project.objects.visible_to(request.user)),
        project=pk,
        pk=image,
    )
    return picture_response(request, found.image, tag=str(found.pk))


@require_POST
@sign_in_required
def delete_image(request: PersonRequest, pk: int, image: int) -> HttpResponse:
    found = get_object_or_404(ProjectImage, project__user=request.user, project=pk, pk=image)
    remove(image=found)
    messages.success(request, _("The picture is deleted."))
    return redirect("progress:project", pk)


def picture_response(request: HttpRequest, picture: FieldFile, *, tag: str) -> HttpResponse:
    """The file of a picture that the caller has found for this person.

    A picture never changes: another one has another tag.
    """
    response = get_conditional_response(request, etag=f'"{tag}"') or _file_of(picture)
    for name, value in IMAGE_HEADERS.items():
        response[name] = value
    response["ETag"] = f'"{tag}"'
    return response


def _page(
    request: PersonRequest, project: Project, form: ImageForm, status: int = 200
) -> HttpResponse:
    context = {"project": project, "form": form}
    return render(request, "progress/project_image_add.html", context, status=status)


def _file_of(picture: FieldFile) -> HttpResponse:
    try:
        with picture.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/webp")
