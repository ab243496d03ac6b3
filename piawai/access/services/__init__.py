"""Writing of access: roles, proposals about them, samples of the inspectorate, and who looked at whom."""
