"""Pages of what people hold and until when: what runs out, and certificates added, renewed, suspended, revoked."""
