"""Commands of `manage.py` that run or show the whole system."""
