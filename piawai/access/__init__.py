"""The whole policy: who may do and see what. So far: how sensitive each field is (`fields.toml`)."""
