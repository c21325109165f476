"""The shared look: base templates, components, static files, page heads, error pages, health."""
