"""What stands in a text: its outline, dates, labels, values, shapes, placeholders."""
