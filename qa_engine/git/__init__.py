"""What git knows: files of another revision, and the drivers that let git merge and show agreements by meaning."""
