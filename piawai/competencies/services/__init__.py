"""Writing the dictionary, standards and evidence, and keeping everybody's standing true."""
