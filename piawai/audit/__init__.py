"""What was done, when and by whom: append-only rows. The actor is text; no key points upward."""
