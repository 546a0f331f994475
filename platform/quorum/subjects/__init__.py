"""The images: subjects, channels, samples, imports, derivatives and expert labels."""
