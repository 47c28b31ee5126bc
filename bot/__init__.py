"""Newsbell: a self-hosted news bot that rings once per story."""

__version__ = "0.1.0"
