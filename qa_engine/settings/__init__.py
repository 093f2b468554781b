"""What a repository sets for its agreements."""
