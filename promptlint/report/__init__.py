"""Floor 10: what people and programs read: findings, cache maps, diffs, rules, models."""
