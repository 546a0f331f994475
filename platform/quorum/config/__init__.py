"""Settings, URLs and processes of a deployment."""
