"""Pages of attendance: the participant's, the organiser's, and where phones send to."""
