"""Piawai: the competencies of a government's civil servants, from what a job demands to what the public gains."""
