"""Rules about tools: what stands in their names, descriptions and schemas, and their order."""
