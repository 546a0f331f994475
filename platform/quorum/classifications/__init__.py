"""What volunteers answered, and the counts that grow with every vote."""
