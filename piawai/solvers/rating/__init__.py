"""Who is asked about whom: the most telling questions that fit into the time people have."""
