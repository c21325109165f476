"""Django's name for uploaded files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The store of evidence."""

    name = "duixian.files"
    label = "files"
    verbose_name = "材料文件"
