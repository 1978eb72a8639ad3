"""The owner's words and rules: Markdown and YAML with a schema, loaded, checked, versioned."""
