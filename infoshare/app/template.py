"""What nbconvert calls when Voilà draws a page with our template: it hands the template its words.

The template's conf.json names this class, so the words are there wherever the template is: under `infoshare start`, in a
Jupyter server (Binder) and in nbconvert, with no setting to forget.
"""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from infoshare.app.frame import template_resources


class Words(Preprocessor):
    """Puts the frame's words and style into the template's resources."""

    begun = Bool(False, help="The page's opening was sent already: infoshare's own server does so before it starts a kernel.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Add ``resources.infoshare``, keeping whatever the server configured there."""
        resources["infoshare"] = {**template_resources(), "begun": self.begun, **resources.get("infoshare", {})}
        return nb, resources
