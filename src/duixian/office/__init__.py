"""Pages for officials, by desk."""
