"""What may happen to a version, who may let it happen, and what must hold before."""
