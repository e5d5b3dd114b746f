"""Plays to files: Fountain, Final Draft, PDF, and pictures of their structure."""
