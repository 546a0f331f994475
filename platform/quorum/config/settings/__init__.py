"""One settings module per kind of deployment."""
