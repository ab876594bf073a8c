"""The pages that tests and pictures go through, by name."""

VISITOR = {
    "landing": "/",
    "about": "/about/",
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "roles": "/roles/",
    "role": "/roles/mlops-engineer/",
    "compare": "/roles/compare/?role=mlops-engineer&role=data-scientist",
    "skills": "/skills/",
    "skill": "/skills/python/",
    "courses": "/courses/",
    "course": "/courses/mlops-specialization/",
    "job-market": "/job-market/",
    "search": "/search/?q=regression",
    "search-empty": "/search/?q=astronaut",
    "roadmap-visitor": "/roadmap/",
    "stage-visitor": "/roadmap/deep-learning/",
    "step-visitor": "/steps/docker-image/",
}
# Of the learner of `progress.demo`; {project} is one of the projects.
LEARNER = {
    "dashboard": "/dashboard/",
    "roadmap": "/roadmap/",
    "stage": "/roadmap/core-machine-learning/",
    "stage-specialise": "/roadmap/specialise/",
    "step": "/steps/cross-validation/",
    "step-either": "/steps/deep-learning-framework/",
    "plan": "/plan/",
    "projects": "/projects/",
    "project": "/projects/{project}/",
    "project-form": "/projects/add/",
    "settings": "/accounts/settings/",
}
ADMIN = {
    "admin": "/admin/",
    "admin-steps": "/admin/roadmap/step/",
    "admin-step-add": "/admin/roadmap/step/add/",
    "admin-roles": "/admin/roles/role/",
    "admin-user-add": "/admin/accounts/user/add/",
}
