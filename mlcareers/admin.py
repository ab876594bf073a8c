"""What the admin calls itself."""

from django.contrib import admin

admin.site.site_header = "ML Careers"
admin.site.site_title = "ML Careers"
admin.site.index_title = "Content and people"
