"""Voilà's settings inside a Binder's own Jupyter server: those of `infoshare start` that concern pages."""

from infoshare.app.server import find_notebooks, settings

c = get_config()  # noqa: F821 - Jupyter puts it there
c.VoilaConfiguration.merge(settings("", find_notebooks(), open_browser=False).VoilaConfiguration)
