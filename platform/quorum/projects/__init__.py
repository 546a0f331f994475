"""Projects, their people, label sets, and the versioned questions that volunteers are asked."""
