"""Floor 5: what several recorded calls of one prompt tell that a single request cannot.

`texts` compares two texts, `calls` puts recorded calls into conversations, `spots` finds what
differs from call to call in a request. Nothing here is imported unless somebody gives recorded
requests.
"""
