"""Logs that say where something happened and what kind of thing, never what was in it.

Voilà and Jupyter put cell sources, exception texts and addresses into log messages. A case could be in any of them, so
their messages are dropped: the file and line lead to the message, and the exception's type says what it was about. Only
our own loggers, whose messages are checked to hold no case text, keep their words.
"""

from __future__ import annotations

import logging
import sys


class PlaceOnly(logging.Formatter):
    """Level, logger, place and exception type; the message only of infoshare's own loggers."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        parts = [self.formatTime(record), record.levelname, record.name, f"{record.module}:{record.lineno}"]
        if record.name == "infoshare" or record.name.startswith("infoshare."):
            parts.append(record.getMessage())
        kind = record.exc_info[0] if record.exc_info else None
        if kind is not None:
            parts.append(kind.__name__)
        return " ".join(parts)


NOISY = ("py.warnings", "tornado.access", "tornado.general", "voila")
"""Loggers whose warnings say nothing that helps: an address that is not there, a notebook that nobody signed."""


def quiet_logs(level: int = logging.WARNING) -> None:
    """Send every logger of this process through one `PlaceOnly` handler on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceOnly())
    logging.captureWarnings(True)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for logger in [logging.getLogger(name) for name in logging.root.manager.loggerDict]:
        logger.handlers.clear()
        logger.propagate = True
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
