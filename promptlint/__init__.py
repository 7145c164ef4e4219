"""A static linter, cache-layout analyzer and fixer for Amazon Bedrock requests."""

__version__ = "0.1.0"
