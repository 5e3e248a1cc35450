"""Guidance, cases and advice: everything between a person's answers and what the page says. No browser, no kernel, no clock of its own."""
