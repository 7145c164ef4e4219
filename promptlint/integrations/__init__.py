"""Floor 11: other people's programs and services, asked only when a user says so."""
