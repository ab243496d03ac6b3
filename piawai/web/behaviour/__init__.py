"""Pages of level 3: what of training shows at work, asked after some months, and what comes of it."""
