"""The functions of the background jobs: one file a subject, and the registry that names them."""
