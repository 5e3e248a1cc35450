"""Pages about infoshare itself, such as what is kept where: words from guidance, drawn at once, without a kernel, a key or a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler

from infoshare.app.frame import about_page
from infoshare.reasoning.local import local_contact
from infoshare.records.place import default_path, local_path


class AboutHandler(JupyterHandler):
    """One page of `guidance/pages/`. Open to all: who cannot open the other pages must be able to read how to complain."""

    def initialize(self, page: str, idle_minutes: int) -> None:
        """Take the page's name, and how long an unused page lives."""
        self.page, self.idle_minutes = page, idle_minutes

    @allow_unauthenticated
    def get(self) -> None:
        """Draw the page."""
        facts = {
            "contact": local_contact(local_path()),
            # Another user of this computer could ask without the key, and a path tells who its owner is.
            "file": str(default_path()) if self.current_user else "",
            "login_cookie": self.identity_provider.get_cookie_name(self),
            "idle_minutes": str(self.idle_minutes),
        }
        # Not `render_template`: it would set a cookie, also for somebody who only reads this.
        page = filled(about_page(self.page), facts)
        template = self.settings["jinja2_env"].get_template("about.html")
        self.finish(template.render(page=page, base_url=self.base_url))


def filled(value: Any, facts: Mapping[str, str]) -> Any:
    """Put facts into a page's texts. A block that needs one (``if_known``) says what it says ``otherwise`` where that is empty."""
    if isinstance(value, str):
        return value.format_map(facts)
    if isinstance(value, list):
        return [filled(each, facts) for each in value]
    if "if_known" in value:
        return filled(value["says"] if facts[value["if_known"]] else value["otherwise"], facts)
    return {key: filled(each, facts) for key, each in value.items()}
