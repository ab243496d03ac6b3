"""Who may do what: roles, permissions, scopes, guards."""
