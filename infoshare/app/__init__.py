"""The pages: blocks that say what is on a screen, the one widget that draws them, and the Voilà frame around it."""
