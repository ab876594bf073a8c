"""Addresses of the roadmap as one person walks it: stages, steps, the plan and projects."""

from django.urls import path

from progress import views

app_name = "progress"
urlpatterns = [
    path("roadmap/", views.roadmap, name="roadmap"),
    path("roadmap/<slug:slug>/", views.stage_detail, name="stage"),
    path("steps/<slug:slug>/", views.step_detail, name="step"),
    path("steps/<slug:slug>/finish/", views.finish_step, name="finish-step"),
    path("steps/<slug:slug>/start/", views.start_step, name="start-step"),
    path("steps/<slug:slug>/skip/", views.skip_step, name="skip-step"),
    path("steps/<slug:slug>/reset/", views.reset_step, name="reset-step"),
    path("steps/<slug:slug>/undo/<int:event>/", views.undo_step, name="undo-step"),
    path("steps/<slug:slug>/note/", views.write_note, name="write-note"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("plan/", views.plan, name="plan"),
    path("projects/", views.project_list, name="projects"),
    path("projects/add/", views.add_project, name="add-project"),
    path("projects/<int:pk>/", views.project_detail, name="project"),
    path("projects/<int:pk>/edit/", views.edit_project, name="edit-project"),
    path("projects/<int:pk>/delete/", views.delete_project, name="delete-project"),
]
