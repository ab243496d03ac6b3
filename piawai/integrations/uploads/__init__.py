"""Files on their way in: uploaded, checked, repaired, and stored when somebody says so. Reading them is of `files`."""
