"""The `piawai` command."""
