"""Cards as PDF, read back as a scanner and a reader would."""
