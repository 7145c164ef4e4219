"""Tools for those who work on promptlint; nothing here is installed."""
