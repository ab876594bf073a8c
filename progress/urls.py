"""Addresses of the roadmap as one person walks it: stages, steps, the plan and projects."""

from django.urls import path

from progress.views import dashboard, plans, projects, roadmap, steps

app_name = "progress"
urlpatterns = [
    path("roadmap/", roadmap.roadmap, name="roadmap"),
    path("roadmap/<slug:slug>/", roadmap.stage_detail, name="stage"),
    path("steps/<slug:slug>/", steps.step_detail, name="step"),
    path("steps/<slug:slug>/finish/", steps.finish_step, name="finish-step"),
    path("steps/<slug:slug>/start/", steps.start_step, name="start-step"),
    path("steps/<slug:slug>/skip/", steps.skip_step, name="skip-step"),
    path("steps/<slug:slug>/reset/", steps.reset_step, name="reset-step"),
    path("steps/<slug:slug>/choose/", steps.choose_option, name="choose-option"),
    path("steps/<slug:slug>/undo/<int:event>/", steps.undo_step, name="undo-step"),
    path("steps/<slug:slug>/note/", steps.write_note, name="write-note"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("plan/", plans.plan, name="plan"),
    path("projects/", projects.project_list, name="projects"),
    path("projects/add/", projects.add_project, name="add-project"),
    path("projects/<int:pk>/", projects.project_detail, name="project"),
    path("projects/<int:pk>/edit/", projects.edit_project, name="edit-project"),
    path("projects/<int:pk>/delete/", projects.delete_project, name="delete-project"),
]
